using System.Diagnostics;
using System.Text;
using Penstock.Http;
using Penstock.Observability;

namespace Penstock.Tests.Observability;

public sealed class TraceParentTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    [Theory]
    [InlineData("00-" + Trace + "-" + Span + "-01", true)]
    [InlineData("00-" + Trace + "-" + Span + "-00", false)]
    [InlineData("00-" + Trace + "-" + Span + "-ff", true)]
    [InlineData("00-" + Trace + "-" + Span + "-02", false)]
    [InlineData("01-" + Trace + "-" + Span + "-01", true)]
    [InlineData("cc-" + Trace + "-" + Span + "-01-what-comes-later", true)]
    public void WhatIsRight_IsRead(string value, bool isSampled)
    {
        Assert.True(TraceParent.TryParse(Encoding.ASCII.GetBytes(value), out ActivityContext context));
        Assert.Equal((Trace, Span, true), (context.TraceId.ToHexString(), context.SpanId.ToHexString(), context.IsRemote));
        Assert.Equal(isSampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None, context.TraceFlags);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00-" + Trace + "-" + Span + "-0")]
    [InlineData("00-" + Trace + "-" + Span + "-011")]
    [InlineData("00-" + Trace + "-" + Span + "-01-more")] // version 00 has no more
    [InlineData("01-" + Trace + "-" + Span + "-01more")]
    [InlineData("ff-" + Trace + "-" + Span + "-01")]
    [InlineData("0G-" + Trace + "-" + Span + "-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-" + Span + "-01")]
    [InlineData("00-00000000000000000000000000000000-" + Span + "-01")]
    [InlineData("00-" + Trace + "-0000000000000000-01")]
    [InlineData("00-" + Trace + "-" + Span + "-0x")]
    [InlineData("00_" + Trace + "-" + Span + "-01")]
    [InlineData("00-" + Trace + "_" + Span + "-01")]
    [InlineData("00-" + Trace + "-" + Span + "_01")]
    public void WhatIsWrong_IsNotTrusted(string value)
    {
        Assert.False(TraceParent.TryParse(Encoding.ASCII.GetBytes(value), out ActivityContext context));
        Assert.Equal(default, context);
    }

    [Theory]
    [InlineData("TraceParent: 00-" + Trace + "-" + Span + "-01\r\n", true)]
    [InlineData("Host: a\r\n", false)]
    [InlineData("traceparent: 00-" + Trace + "-" + Span + "-01\r\ntraceparent: 00-" + Trace + "-" + Span + "-01\r\n", false)]
    [InlineData("traceparent: 00-" + Trace + "-" + Span + "-01\r\ntraceparent: x\r\n", false)]
    public void AField_CountsIfThereIsOneAlone(string lines, bool isFound)
    {
        byte[] bytes = Encoding.ASCII.GetBytes($"GET http://a/ HTTP/1.1\r\n{lines}\r\n");
        var fields = new FieldLine[8];
        HeadResult head = HeadParser.ParseRequest(bytes, new LimitConfig(), fields);

        Assert.Equal(isFound, TraceParent.Find(bytes, fields.AsSpan(0, head.FieldCount)) != default);
    }
}
