namespace Couplet.Server.Features.PubSub;

/// <summary>Who may subscribe and retrieve items (XEP-0060 §4.5).</summary>
internal enum AccessModel { Open, Presence, Roster, Authorize, Whitelist }

/// <summary>Who may publish (§6.1 of the affiliations, <c>pubsub#publish_model</c>).</summary>
internal enum PublishModel { Publishers, Subscribers, Open }

/// <summary>When the last published item is sent (<c>pubsub#send_last_published_item</c>).</summary>
internal enum SendLast { Never, OnSub, OnSubAndPresence }

/// <summary>What happens when a full node is published to (<c>pubsub#publish_node_full</c>).</summary>
internal enum NodeFull { RetractOldest, DiscardOldest, Reject }

/// <summary>Whose address the items carry (<c>pubsub#itemreply</c>).</summary>
internal enum ItemReply { None, Publisher, Owner }

/// <summary>What an address may do at a node (§4.1).</summary>
internal enum Affiliation { None, Owner, Publisher, PublishOnly, Member, Outcast }

/// <summary>How far a subscription has come (§4.2); there is no unconfigured one here.</summary>
internal enum SubscriptionState { None, Pending, Subscribed }
