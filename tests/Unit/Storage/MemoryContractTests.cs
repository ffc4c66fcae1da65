namespace Couplet.Tests.Storage;

public sealed class MemoryEventLogTests : EventLogContract<MemoryPlace>;

public sealed class MemoryArchivePagingTests : ArchivePagingContract<MemoryPlace>;

public sealed class MemoryArchiveFilterTests : ArchiveFilterContract<MemoryPlace>;

public sealed class MemoryArchiveRetentionTests : ArchiveRetentionContract<MemoryPlace>;

public sealed class MemoryDocumentStoreTests : DocumentStoreContract<MemoryPlace>;
