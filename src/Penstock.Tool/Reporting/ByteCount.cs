using System.Globalization;

namespace Penstock.Tool.Reporting;

/// <summary>Byte counts for people: exact below a KiB, two digits above.</summary>
internal static class ByteCount
{
    public static string Format(long bytes)
    {
        if (bytes < 1024)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
        }

        string[] units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        double value = bytes / 1024.0;
        int unit = 0;
        // 1023.96 would be shown as 1024: the next unit says it better.
        while (value >= 1023.5)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(value < 9.95 ? value.ToString("0.0", CultureInfo.InvariantCulture) : value.ToString("0", CultureInfo.InvariantCulture))} {units[unit]}");
    }
}
