using System.Globalization;
using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>What one request may be. Apache limits each field, the native file the head as a whole.</summary>
internal sealed class LimitTranslation(TranslationContext translation)
{
    private const int ApacheLine = 8190;
    private const int ApacheFields = 100;
    private const int LargestHead = 1024 * 1024;
    private const int SmallestTarget = 256;
    private const int MostFields = 1000;
    private static readonly LimitConfig s_native = new();

    public void AddTo(ImportedMap config)
    {
        var limits = new ImportedMap();
        int line = Read("LimitRequestLine", ApacheLine, out Directive? lineDirective);
        int field = Read("LimitRequestFieldSize", ApacheLine, out Directive? fieldDirective);
        int fields = Read("LimitRequestFields", ApacheFields, out Directive? fieldsDirective);

        // A field that Apache would take has to fit in, with the request line and the usual others.
        int target = Math.Clamp(line, SmallestTarget, LargestHead);
        int head = (int)Math.Min((long)Math.Max(field, ApacheLine) + target + (16L * 1024), LargestHead);
        if (head > s_native.MaxHeadBytes)
        {
            limits.AddWord("head", $"{head}", (field > ApacheLine ? fieldDirective : lineDirective)!.Origin);
        }

        Say(fieldDirective, field == ApacheLine, field > ApacheLine ? "limits.head" : null);
        Say(lineDirective, line == ApacheLine, "limits.target" + (target > line ? $", which is {target} at least" : target < line ? $", which is {target} at most" : ""));
        Say(fieldsDirective, fields == ApacheFields, "limits.fields" + (fields is 0 or > MostFields ? $", which is {MostFields} at most" : ""));
        if (line != ApacheLine)
        {
            limits.AddWord("target", $"{target}", lineDirective!.Origin);
        }

        if (fields != ApacheFields)
        {
            limits.AddWord("fields", $"{(fields == 0 ? MostFields : Math.Clamp(fields, 1, MostFields))}", fieldsDirective!.Origin);
        }

        if (limits.Entries.Count > 0)
        {
            config.Add("limits", limits);
        }
    }

    private void Say(Directive? directive, bool isSame, string? key)
    {
        if (directive is not null)
        {
            translation.Say(
                directive,
                isSame ? ImportOutcome.SameByDefault : key is null ? ImportOutcome.Cannot : ImportOutcome.Translated,
                isSame ? "" : key ?? $"a head has a limit of {s_native.MaxHeadBytes / 1024} KiB, and no field one of its own");
        }
    }

    private int Read(string name, int byDefault, out Directive? found)
    {
        found = translation.Setting(name);
        if (found is null)
        {
            return byDefault;
        }

        if (found.Words.Count != 1 || !int.TryParse(found.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            translation.Problem(found, "it takes a number");
            found = null;
            return byDefault;
        }

        return number;
    }
}
