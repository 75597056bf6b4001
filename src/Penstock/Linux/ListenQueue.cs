using System.Runtime.Versioning;

namespace Penstock.Linux;

/// <summary>
/// The queue of a listening socket: connections that the kernel has made, and nobody has accepted. To close the socket resets them. So its intake is closed first,
/// and then what is in the queue can be accepted to the last.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class ListenQueue
{
    // Which bit of a TCP head's flags opens a connection, and where they are (RFC 9293, section 3.1).
    private const uint Syn = 0x02;
    private const uint FlagsOffset = 13;

    // linux/bpf_common.h: load a byte; jump if bits are set; return how much of the segment is kept.
    private const ushort LoadByte = 0x30;
    private const ushort JumpIfSet = 0x45;
    private const ushort Return = 0x06;

    private static readonly ulong[] s_dropsSyn =
    [
        Instruction(LoadByte, FlagsOffset),
        Instruction(JumpIfSet, Syn, skipIfNot: 1),
        Instruction(Return, 0),
        Instruction(Return, uint.MaxValue),
    ];

    /// <summary>From now on no connection begins here; those that have begun still come to their end in the queue. A TCP client that calls now tries again a second later, as after
    /// any segment that is lost, and finds the next listener or none. One of a Unix socket is refused.</summary>
    public static void CloseIntake(int fd, bool isUnix) =>
        // Where filters are not to be had (an old sandbox), a newcomer between the last accept and the close is reset: no worse than without.
        _ = isUnix ? LibC.shutdown(fd, LibC.SHUT_RD) : LibC.setsockopt_filter(fd, s_dropsSyn);

    /// <summary>Nobody listens on the socket any more, which is about to be closed and whose queue is empty. A program that this process starts has its descriptor too, for as long as it takes from
    /// fork to exec: until then to close it would leave the address in use.</summary>
    public static void End(int fd) => _ = LibC.shutdown(fd, LibC.SHUT_RD);

    // struct sock_filter: code, jump if true, jump if false, operand.
    private static ulong Instruction(ushort code, uint operand, byte skipIfNot = 0) => BitConverter.IsLittleEndian
        ? code | ((ulong)skipIfNot << 24) | ((ulong)operand << 32)
        : ((ulong)code << 48) | ((ulong)skipIfNot << 32) | operand;
}
