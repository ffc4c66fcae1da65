using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Tea, tea & TEA!", "tea")]
    [InlineData("Prêt à Ångström ﬁn", "pret a angstrom fin")]
    [InlineData("don't 3.14", "don t 3 14")]
    [InlineData("茶 の湯", "茶 の湯")]
    public void Words_are_runs_of_letters_and_digits(string text, string words) => Assert.Equal(words, string.Join(' ', SearchText.Words(text)));

    [Fact]
    public void A_very_long_word_is_cut() => Assert.Equal(64, Assert.Single(SearchText.Words(new string('x', 500))).Length);
}
