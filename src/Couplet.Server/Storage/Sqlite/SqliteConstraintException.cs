namespace Couplet.Server.Storage.Sqlite;

/// <summary>A row was refused, because there is another with its key. The database is well.</summary>
internal sealed class SqliteConstraintException(string message) : Exception(message);
