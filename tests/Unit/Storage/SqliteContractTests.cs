namespace Couplet.Tests.Storage;

public sealed class SqliteEventLogTests : EventLogContract<SqlitePlace>;

public sealed class SqliteArchivePagingTests : ArchivePagingContract<SqlitePlace>;

public sealed class SqliteArchiveFilterTests : ArchiveFilterContract<SqlitePlace>;

public sealed class SqliteArchiveRetentionTests : ArchiveRetentionContract<SqlitePlace>;

public sealed class SqliteDocumentStoreTests : DocumentStoreContract<SqlitePlace>;

public sealed class SqliteLastingTests : LastingContract<SqlitePlace>;
