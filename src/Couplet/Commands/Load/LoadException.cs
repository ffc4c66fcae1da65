namespace Couplet.Commands.Load;

/// <summary>A run cannot go on. The message is a sentence for the user.</summary>
internal sealed class LoadException(string message) : Exception(message);
