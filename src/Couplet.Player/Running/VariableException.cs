namespace Couplet.Player.Running;

/// <summary>A variable has no value when it is needed.</summary>
internal sealed class VariableException(string message) : Exception(message);
