namespace Couplet.Protocol.Forms;

/// <summary>XEP-0004 §3.3.</summary>
public enum FormFieldType
{
    /// <summary>Yes or no.</summary>
    Boolean,
    /// <summary>Text to be shown, no input.</summary>
    Fixed,
    /// <summary>Not shown; sent back as it is.</summary>
    Hidden,
    /// <summary>Any number of addresses.</summary>
    JidMulti,
    /// <summary>One address.</summary>
    JidSingle,
    /// <summary>Any number of the options.</summary>
    ListMulti,
    /// <summary>One of the options.</summary>
    ListSingle,
    /// <summary>Lines of text.</summary>
    TextMulti,
    /// <summary>One line, not shown while typed.</summary>
    TextPrivate,
    /// <summary>One line; the default.</summary>
    TextSingle,
}
