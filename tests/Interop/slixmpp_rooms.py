#!/usr/bin/python3
"""Rooms with slixmpp: an owner and two guests, from the creation of a room to its destruction.

usage: slixmpp_rooms.py PORT          (a server started with: couplet serve --dev --port PORT)
Each step is a line; the last one counts them. The exit code is 0 if nothing failed.
"""
import sys

from slixmpp import JID
from slixmpp.xmlstream import ET

from tour import PATIENCE, RUN, Client, event, refused, take

PORT = int(sys.argv[1])
PLUGINS = [f"xep_{n}" for n in "0004 0045 0059 0077 0085 0249 0313 0421".split()]
ROOM = JID(f"den-{RUN}@conference.localhost")
OTHER = JID(f"annexe-{RUN}@conference.localhost")
MODERATE = "urn:xmpp:message-moderate:1"  # slixmpp 1.8.3 speaks version 0 of it only
alice = bob = carol = None


def name(client):
    return client.boundjid.bare


def muc(client):
    return client["xep_0045"]


def of_room(kind, nick, room=ROOM):
    return lambda s: s.name == kind and s["from"] == f"{room}/{nick}"


def shown(nick, **wanted):
    """The presence of an occupant with these: affiliation, role, type, status."""

    def holds(s):
        if not of_room("presence", nick)(s):
            return False
        item = s["muc"]
        return all(
            v in item["status_codes"] if k == "status" else s["type"] == v if k == "type" else str(item[k]) == v for k, v in wanted.items()
        )

    return holds


async def said(client, nick, text):
    return await client.expect(f"'{text}' in the room", lambda s: of_room("message", nick)(s) and s["body"] == text)


async def join(client, nick, room=ROOM):
    return await muc(client).join_muc_wait(room, nick, maxstanzas=20, timeout=PATIENCE)


async def log_in():
    global alice, bob, carol
    alice, bob, carol = [await Client(f"{n}-{RUN}", "secret", PORT, PLUGINS, "room").login() for n in ("alice", "bob", "carol")]


async def create():
    own, subject, *_ = await join(alice, "Alice")
    assert {110, 201} <= own["muc"]["status_codes"] and own["muc"]["affiliation"] == "owner", own
    await refused("item-not-found", join(bob, "Bob"))  # locked until it is configured


async def configure():
    form = await muc(alice).get_room_config(ROOM, timeout=PATIENCE)
    assert "muc#roomconfig_roomname" in form.get_fields(), form
    values = {"roomname": "The den", "persistentroom": True, "publicroom": True, "moderatedroom": False, "whois": "anyone"}
    form.set_values({f"muc#roomconfig_{k}": v for k, v in values.items()} | {"{urn:couplet:rooms}registration": "open"})
    await muc(alice).set_room_config(ROOM, form, timeout=PATIENCE)
    again = await muc(alice).get_room_config(ROOM, timeout=PATIENCE)
    assert again.get_values()["muc#roomconfig_roomname"] == "The den", again


async def discover():
    listed = (await bob["xep_0030"].get_items(jid="conference.localhost", timeout=PATIENCE))["disco_items"]["items"]
    assert (str(ROOM), None, "The den") in [(str(i[0]), *i[1:]) for i in listed], listed
    info = (await bob["xep_0030"].get_info(jid=ROOM, timeout=PATIENCE))["disco_info"]
    for feature in ("http://jabber.org/protocol/muc", "muc_persistent", "muc_nonanonymous", "urn:xmpp:mam:2"):
        assert feature in info["features"], f"{feature} is missing: {info}"


async def join_and_talk():
    own, _, occupants, _ = await join(bob, "Bob")
    assert own["muc"]["role"] == "participant" and "Alice" in [p["muc"]["nick"] for p in occupants], (own, occupants)
    await alice.expect("Bob", shown("Bob", jid=str(bob.boundjid), affiliation="none"))
    alice.send_message(ROOM, "Hello, Bob", mtype="groupchat")
    for client in (alice, bob):
        heard = await said(client, "Alice", "Hello, Bob")
        assert heard.xml.find("{urn:xmpp:sid:0}stanza-id") is not None and heard["occupant-id"]["id"], heard


async def subject():
    muc(alice).set_subject(ROOM, "Tea at four")
    for client in (alice, bob):
        await client.expect("the subject", lambda s: of_room("message", "Alice")(s) and s["subject"] == "Tea at four")


async def history():
    _, topic, _, _ = await join(carol, "Carol")
    assert topic["subject"] == "Tea at four", topic
    old = await said(carol, "Alice", "Hello, Bob")
    assert old["delay"]["stamp"] and old["delay"]["from"] == ROOM, old


async def private_message():
    bob.send_message(f"{ROOM}/Carol", "between us", mtype="chat")
    await said(carol, "Bob", "between us")
    await alice.nothing("another's private message", lambda s: s.name == "message" and s["body"] == "between us")


async def change_nick():
    bob.send_presence(pto=f"{ROOM}/Robert")
    left = await alice.expect("the old name's leaving", shown("Bob", type="unavailable", status=303))
    assert left.xml.find(".//{http://jabber.org/protocol/muc#user}item").get("nick") == "Robert", left
    await alice.expect("the new name", shown("Robert"))
    bob.send_presence(pto=f"{ROOM}/Carol")
    error = await bob.expect("a conflict", lambda s: s.name == "presence" and s["type"] == "error" and s["from"] == f"{ROOM}/Carol")
    assert error["error"]["condition"] == "conflict", error
    bob.send_presence(pto=f"{ROOM}/Bob")
    await alice.expect("the first name again", shown("Bob", role="participant"))


async def self_ping():
    await bob["xep_0199"].ping(jid=f"{ROOM}/Bob", timeout=PATIENCE)
    await refused("not-acceptable", ping_from_outside())


async def ping_from_outside():
    stranger = await Client(f"dave-{RUN}", "secret", PORT, PLUGINS, "room").login()
    try:
        iq = stranger.make_iq_get(ito=f"{ROOM}/Bob")
        iq.enable("ping")
        await iq.send(timeout=PATIENCE)
    finally:
        await stranger.disconnect()


async def register_nick():
    form = (await bob["xep_0077"].get_registration(jid=ROOM, timeout=PATIENCE))["register"]["form"]
    assert form.get_values()["FORM_TYPE"] in ("http://jabber.org/protocol/muc#register", ["http://jabber.org/protocol/muc#register"]), form
    form["type"] = "submit"
    form.set_values({"muc#register_roomnick": "Bobby"})
    iq = bob.make_iq_set(ito=ROOM)
    iq["register"].append(form)
    await iq.send(timeout=PATIENCE)
    reserved = (await bob["xep_0030"].get_info(jid=ROOM, node="x-roomuser-item", timeout=PATIENCE))["disco_info"]
    assert [i[3] for i in reserved["identities"]] == ["Bobby"], reserved
    await alice.expect("a new member", shown("Bob", affiliation="member"))
    carol.send_presence(pto=f"{ROOM}/Bobby")
    error = await carol.expect("a conflict", lambda s: s.name == "presence" and s["type"] == "error" and s["from"] == f"{ROOM}/Bobby")
    assert error["error"]["condition"] == "conflict", error
    await bob["xep_0077"].cancel_registration(jid=ROOM, timeout=PATIENCE)
    await alice.expect("the end of the membership", shown("Bob", affiliation="none"))


async def invite():
    muc(carol).leave_muc(ROOM, "Carol")
    await alice.expect("Carol's leaving", shown("Carol", type="unavailable"))
    invited = event(carol, "groupchat_invite")
    muc(alice).invite(ROOM, name(carol), "Come back")
    message = await invited
    assert message["from"] == ROOM and message["muc"]["invite"]["from"].bare == name(alice), message
    assert message["muc"]["invite"]["reason"] == "Come back", message
    muc(carol).decline(ROOM, name(alice), "Later")
    declined = await alice.expect("the refusal", lambda s: s.name == "message" and s["muc"].get_plugin("decline", check=True) is not None)
    assert declined["muc"]["decline"]["reason"] == "Later" and declined["muc"]["decline"]["from"].bare == name(carol), declined


async def invite_directly():
    invited = event(carol, "groupchat_direct_invite")
    alice["xep_0249"].send_invitation(carol.boundjid, ROOM, reason="Please")
    message = await invited
    assert message["groupchat_invite"]["jid"] == str(ROOM) and message["from"] == alice.boundjid, message
    await join(carol, "Carol")
    await alice.expect("Carol's return", shown("Carol", role="participant"))


async def kick():
    await refused("forbidden", muc(bob).set_role(ROOM, "Carol", "none", timeout=PATIENCE))
    await muc(alice).set_role(ROOM, "Carol", "none", reason="Rest", timeout=PATIENCE)
    for client in (alice, bob, carol):
        await client.expect("the kick", shown("Carol", type="unavailable", status=307))
    await join(carol, "Carol")
    await bob.expect("Carol's return", shown("Carol", role="participant"))


async def ban():
    await muc(alice).set_affiliation(ROOM, "outcast", jid=name(carol), reason="Enough", timeout=PATIENCE)
    for client in (bob, carol):
        await client.expect("the ban", shown("Carol", type="unavailable", status=301))
    await refused("forbidden", join(carol, "Carol"))
    assert [str(j) for j in await muc(alice).get_affiliation_list(ROOM, "outcast", timeout=PATIENCE)] == [name(carol)]
    await muc(alice).set_affiliation(ROOM, "none", jid=name(carol), timeout=PATIENCE)
    assert await muc(alice).get_affiliation_list(ROOM, "outcast", timeout=PATIENCE) == []
    await join(carol, "Carol")


async def voice():
    await muc(alice).set_role(ROOM, "Carol", "visitor", timeout=PATIENCE)
    await carol.expect("the loss of voice", shown("Carol", role="visitor"))
    carol.send_message(ROOM, "hello?", mtype="groupchat")
    error = await carol.expect("an error", lambda s: s.name == "message" and s["type"] == "error")
    assert error["error"]["condition"] == "forbidden", error
    muc(carol).request_voice(ROOM, "participant")
    asked = await alice.expect("the request", lambda s: s.name == "message" and s.get_plugin("form", check=True) is not None)
    form = asked["form"]
    assert form.get_values()["muc#roomnick"] == "Carol", asked
    form["type"] = "submit"
    form.set_values({"muc#request_allow": True})
    answer = alice.make_message(ROOM)
    answer.append(form)
    carol.seen.clear()  # she was a participant before
    answer.send()
    await carol.expect("her voice", shown("Carol", role="participant"))
    carol.send_message(ROOM, "hello!", mtype="groupchat")
    await said(bob, "Carol", "hello!")


async def lists():
    await muc(alice).send_affiliation_list(ROOM, [(name(bob), "admin"), (name(carol), "member")], timeout=PATIENCE)
    await bob.expect("his rank", shown("Bob", affiliation="admin", role="moderator"))
    for affiliation, wanted in (("owner", name(alice)), ("admin", name(bob)), ("member", name(carol))):
        found = [str(j) for j in await muc(alice).get_affiliation_list(ROOM, affiliation, timeout=PATIENCE)]
        assert found == [wanted], (affiliation, found)
    assert set(await muc(bob).get_roles_list(ROOM, "moderator", timeout=PATIENCE)) == {"Alice", "Bob"}
    await refused("forbidden", muc(bob).set_affiliation(ROOM, "owner", jid=name(bob), timeout=PATIENCE))
    await refused("conflict", muc(alice).set_affiliation(ROOM, "none", jid=name(alice), timeout=PATIENCE))  # the last owner stays


async def members_only():
    form = await muc(alice).get_room_config(ROOM, timeout=PATIENCE)
    form.set_values({"muc#roomconfig_membersonly": True, "muc#roomconfig_allowinvites": True})
    await muc(alice).set_room_config(ROOM, form, timeout=PATIENCE)
    await bob.expect("news of the configuration", lambda s: s.name == "message" and 104 in s["muc"]["status_codes"])
    stranger = await Client(f"eve-{RUN}", "secret", PORT, PLUGINS, "room").login()
    await refused("registration-required", join(stranger, "Eve"))
    muc(carol).invite(ROOM, name(stranger))
    await stranger.expect("the invitation", lambda s: s.name == "message" and s["muc"].get_plugin("invite", check=True) is not None)
    own, *_ = await join(stranger, "Eve")
    assert own["muc"]["affiliation"] == "member", own
    await stranger.disconnect()


async def archive():
    for n in range(5):
        bob.send_message(ROOM, f"page {n}", mtype="groupchat")
    await said(alice, "Bob", "page 4")
    pages = []
    async for page in carol["xep_0313"].retrieve(jid=ROOM, iterator=True, rsm={"max": 2}):
        pages.append([m["mam_result"]["forwarded"]["stanza"]["body"] for m in page["mam"]["results"]])
    found = [b for page in pages for b in page if b.startswith("page ")]
    assert found == [f"page {n}" for n in range(5)] and max(map(len, pages)) == 2, pages


async def moderate():
    carol.send_message(ROOM, "a rude word", mtype="groupchat")
    heard = await said(alice, "Carol", "a rude word")
    iq = alice.make_iq_set(ito=ROOM)
    request = ET.SubElement(iq.xml, f"{{{MODERATE}}}moderate", {"id": heard.xml.find("{urn:xmpp:sid:0}stanza-id").get("id")})
    ET.SubElement(request, "{urn:xmpp:message-retract:1}retract")
    await iq.send(timeout=PATIENCE)
    await bob.expect("the retraction", lambda s: s.name == "message" and s.xml.find(f".//{{{MODERATE}}}moderated") is not None)
    bodies = []
    async for page in carol["xep_0313"].retrieve(jid=ROOM, iterator=True, rsm={"max": 50}):
        bodies += [m["mam_result"]["forwarded"]["stanza"]["body"] for m in page["mam"]["results"]]
    assert "a rude word" not in bodies and "page 4" in bodies, bodies


async def leave():
    muc(bob).leave_muc(ROOM, "Bob", "bye")
    gone = await alice.expect("his leaving", shown("Bob", type="unavailable"))
    assert gone["status"] == "bye", gone
    await join(bob, "Bob")


async def destroy():
    await refused("forbidden", muc(bob).destroy(ROOM, timeout=PATIENCE))
    await muc(alice).destroy(ROOM, "Moved", OTHER, timeout=PATIENCE)
    for client, nick in ((bob, "Bob"), (carol, "Carol")):
        end = await client.expect("the end", lambda s, n=nick: shown(n, type="unavailable", role="none")(s) and s["muc"]["destroy"]["jid"])
        assert end["muc"]["destroy"]["jid"] == str(OTHER) and end["muc"]["destroy"]["reason"] == "Moved", end
    await refused("gone", bob["xep_0030"].get_info(jid=ROOM, timeout=PATIENCE))
    for client in (alice, bob, carol):
        await client.disconnect()


STEPS = [log_in, create, configure, discover, join_and_talk, subject, history, private_message, change_nick, self_ping, register_nick]
STEPS += [invite, invite_directly, kick, ban, voice, lists, members_only, archive, moderate, leave, destroy]
take("slixmpp, rooms", [(step.__name__.replace("_", " "), step) for step in STEPS])
