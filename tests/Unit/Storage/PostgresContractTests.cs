namespace Couplet.Tests.Storage;

public sealed class PostgresEventLogTests : EventLogContract<PostgresPlace>;

public sealed class PostgresArchivePagingTests : ArchivePagingContract<PostgresPlace>;

public sealed class PostgresArchiveFilterTests : ArchiveFilterContract<PostgresPlace>;

public sealed class PostgresArchiveRetentionTests : ArchiveRetentionContract<PostgresPlace>;

public sealed class PostgresDocumentStoreTests : DocumentStoreContract<PostgresPlace>;

public sealed class PostgresLastingTests : LastingContract<PostgresPlace>;
