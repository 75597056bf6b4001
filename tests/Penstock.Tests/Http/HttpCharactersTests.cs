using Penstock.Http;

namespace Penstock.Tests.Http;

public sealed class HttpCharactersTests
{
    /// <summary>RFC 9110, section 5.5, one byte at a time.</summary>
    private static bool IsAllowed(int value) => value == '\t' || (value >= ' ' && value != 0x7F);

    [Fact]
    public void FieldValueRun_StopsAtTheFirstByteThatMayNotBe_WhereverItIs()
    {
        for (int length = 0; length <= 40; length++)
        {
            byte[] text = new byte[length];
            Array.Fill(text, (byte)'v');
            Assert.Equal(length, HttpCharacters.FieldValueRun(text));
            for (int at = 0; at < length; at++)
            {
                for (int value = 0; value <= 0xFF; value++)
                {
                    text[at] = (byte)value;
                    Assert.Equal(IsAllowed(value) ? length : at, HttpCharacters.FieldValueRun(text));
                }

                text[at] = (byte)'v';
            }
        }
    }

    [Fact]
    public void FieldValueRun_OfTwoThatMayNotBe_StopsAtTheFirst()
    {
        byte[] text = new byte[64];
        for (int first = 0; first < text.Length; first++)
        {
            for (int second = first + 1; second < text.Length; second++)
            {
                Array.Fill(text, (byte)0xFF);
                text[first] = 0x7F;
                text[second] = (byte)'\r';
                Assert.Equal(first, HttpCharacters.FieldValueRun(text));
            }
        }
    }
}
