using System.Text;

namespace Couplet.Server.Storage.Sql;

/// <summary>A statement in the making with its parameters <c>$1</c>, <c>$2</c>…, each used once, in this order.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder text = new();

    public List<object> Parameters { get; } = [];

    public SqlText Add(string sql)
    {
        text.Append(sql);
        return this;
    }

    /// <summary>Adds text and a parameter after it.</summary>
    public SqlText Add(string sql, object parameter)
    {
        Parameters.Add(parameter);
        text.Append(sql).Append('$').Append(Parameters.Count);
        return this;
    }

    public override string ToString() => text.ToString();
}
