namespace Couplet.Protocol.Forms;

/// <summary>XEP-0004 §3.1.</summary>
public enum DataFormType
{
    /// <summary>Asks to be completed.</summary>
    Form,
    /// <summary>Completed.</summary>
    Submit,
    /// <summary>Not to be completed.</summary>
    Cancel,
    /// <summary>Data: search results or the like.</summary>
    Result,
}
