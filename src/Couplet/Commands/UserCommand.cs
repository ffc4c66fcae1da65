using System.CommandLine;
using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;
using Couplet.Server.Features.AccountArchive;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;

namespace Couplet.Commands;

/// <summary><c>couplet user add|list|passwd|role|delete</c>: the accounts, in the same data folder as the server's, which may be running.</summary>
internal static class UserCommand
{
    private const string RoleVerb = "role";

    internal static Command Create(IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        var data = new Option<string?>("--data") { Description = "The data folder (default data).", Recursive = true };
        var config = new Option<string?>("--config") { Description = "The settings file (default couplet.json, if it is there).", Recursive = true };
        var jid = new Argument<string>("JID") { Description = "The account: name@domain, or the name alone." };
        var password = new Option<string?>("--password") { Description = "The password; without it, it is asked for (or read from standard input)." };

        var role = new Argument<string?>("ROLE") { Description = "admin, member or guest; without it, the role is shown.", Arity = ArgumentArity.ZeroOrOne };

        Command Verb(string name, string description, bool withJid, bool withPassword, Func<ICoupletStorage, AccountStore, Jid, string, Task<int>> run)
        {
            var verb = new Command(name, description);
            if (withJid) verb.Add(jid);
            if (withPassword) verb.Add(password);
            if (name == RoleVerb) verb.Add(role);
            verb.SetAction(async (parsed, cancellation) =>
            {
                var options = new CoupletOptions { Data = "data" };
                var file = parsed.GetValue(config);
                if (Configuration.Load(options, file ?? "couplet.json", file is not null, settings) is { } wrong) return Fail(wrong);
                if (parsed.GetValue(data) is { } folder) options.Data = folder;
                if (options.Storage.Kind == StorageKind.Memory) return Fail("Storage:Kind=Memory keeps no accounts.");
                Jid account = default;
                if (withJid)
                {
                    var text = parsed.GetValue(jid)!;
                    if (!Jid.TryParse(text.Contains('@', StringComparison.Ordinal) ? text : $"{text}@{options.Domain}", out var parsedJid) || !parsedJid.IsBare || parsedJid.Local is null)
                        return Fail($"'{text}' is not the name of an account.");
                    if (parsedJid.Domain != Jid.Parse(options.Domain).Domain) return Fail($"{parsedJid} is not of the domain {options.Domain}; set --Domain=… for another.");
                    account = parsedJid;
                }
                var storage = StorageFactory.Create(options);
                await using (storage.ConfigureAwait(false))
                {
                    try
                    {
                        await storage.OpenAsync(cancellation).ConfigureAwait(false);
                        var store = new AccountStore(storage.Documents, Jid.Parse(options.Domain), options.ScramIterations, TimeProvider.System);
                        return await run(storage, store, account, withPassword ? parsed.GetValue(password) ?? Ask() : name == RoleVerb ? parsed.GetValue(role) ?? "" : "").ConfigureAwait(false);
                    }
                    catch (StorageException e)
                    {
                        return Fail(e.Message);
                    }
                }
            });
            return verb;
        }

        return new Command("user", "Accounts: add, list, passwd, role, delete.")
        {
            data,
            config,
            Verb("add", "Creates an account.", true, true, (_, store, account, word) => AddAsync(store, account.Local!, word)),
            Verb("list", "Lists the accounts.", false, false, (_, store, _, _) => ListAsync(store)),
            Verb("passwd", "Sets an account's password.", true, true, (_, store, account, word) => PasswordAsync(store, account.Local!, word)),
            Verb(RoleVerb, "Shows or sets an account's role. A server that is running heeds it from the account's next login.", true, false, (_, store, account, word) => RoleAsync(store, account.Local!, word)),
            Verb("delete", "Deletes an account with all it owns.", true, false, (storage, store, account, _) => DeleteAsync(storage, store, account)),
        };
    }

    private static async Task<int> AddAsync(AccountStore store, string local, string password) => await store.CreateAsync(local, password).ConfigureAwait(false) switch
    {
        AccountCreation.Created => Say($"Created {local}."),
        AccountCreation.Exists => Fail($"There is an account {local} already."),
        AccountCreation.Deleted => Fail($"There was an account {local} once; its name is not given away again, so that nobody is mistaken for its owner."),
        AccountCreation.BadPassword => Fail("The password is empty or has characters that are not allowed."),
        _ => Fail($"'{local}' is not the name of an account."),
    };

    private static async Task<int> ListAsync(AccountStore store)
    {
        await foreach (var jid in store.ListAsync().ConfigureAwait(false)) Console.WriteLine(jid);
        return 0;
    }

    private static async Task<int> PasswordAsync(AccountStore store, string local, string password)
    {
        if (!await store.ExistsAsync(local).ConfigureAwait(false)) return Fail($"There is no account {local}.");
        return await store.SetPasswordAsync(local, password).ConfigureAwait(false)
            ? Say($"The password of {local} is set.") : Fail("The password is empty or has characters that are not allowed.");
    }

    private static async Task<int> RoleAsync(AccountStore store, string local, string word)
    {
        if (!await store.ExistsAsync(local).ConfigureAwait(false)) return Fail($"There is no account {local}.");
        if (word.Length == 0) return Say((await store.GetRoleAsync(local).ConfigureAwait(false)).ToString().ToLowerInvariant());
        if (!char.IsAsciiLetter(word[0]) || !Enum.TryParse<AccountRole>(word, ignoreCase: true, out var role)) return Fail($"'{word}' is no role: it is admin, member or guest.");
        await store.SetRoleAsync(local, role).ConfigureAwait(false);
        return Say($"{local} is {role.ToString().ToLowerInvariant()} now.");
    }

    private static async Task<int> DeleteAsync(ICoupletStorage storage, AccountStore store, Jid account)
    {
        var local = account.Local!;
        if (!await store.ExistsAsync(local).ConfigureAwait(false)) return Fail($"There is no account {local}.");
        // Last of all the account, so that this can be repeated if it is interrupted.
        await ArchiveLog.DeleteAsync(storage, account).ConfigureAwait(false);
        await store.DeleteAsync(local).ConfigureAwait(false);
        return Say($"Deleted {local}.");
    }

    private static string Ask()
    {
        if (Console.IsInputRedirected) return Console.In.ReadLine() ?? "";
        Console.Error.Write("Password: ");
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                if (typed.Length > 0) typed.Length--;
            }
            else typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }

    private static int Say(string sentence)
    {
        Console.WriteLine(sentence);
        return 0;
    }

    private static int Fail(string sentence)
    {
        Console.Error.WriteLine($"couplet: {sentence}");
        return 2;
    }
}
