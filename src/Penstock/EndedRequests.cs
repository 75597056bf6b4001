using Penstock.Observability;
using Penstock.Transport;

namespace Penstock;

/// <summary>
/// The requests that one loop has ended in its present turn, which are accounted for together when the turn ends, step by step. What keeps, logs and measures them is a good deal of code,
/// and system calls between two requests drive it out of the processor's caches: so it is there for all but the first of a turn.
/// </summary>
internal sealed class EndedRequests
{
    private readonly IoLoop _loop;
    private readonly ProxyServices _services;
    private readonly Action _account;
    private readonly Action<RequestTimeline>[] _steps;
    private List<RequestTimeline> _ended = [];
    private List<RequestTimeline> _accountedFor = [];
    private AccessLogs _logs = AccessLogs.None;

    public EndedRequests(IoLoop loop, ProxyServices services)
    {
        _loop = loop;
        _services = services;
        _account = Account;
        _steps = [Keep, Log, Tell];
    }

    /// <summary>Takes one, which does not change any more.</summary>
    public void Add(RequestTimeline ended)
    {
        if (_ended.Count == 0)
        {
            _loop.AtTurnEnd(_account);
        }

        _ended.Add(ended);
    }

    /// <summary>Accounts for those that have ended, if that was not done yet: also for whoever is about to look at them.</summary>
    public void Account()
    {
        if (_ended.Count == 0)
        {
            return;
        }

        (_ended, _accountedFor) = (_accountedFor, _ended);
        _logs = _services.Current.AccessLogs;
        try
        {
            foreach (Action<RequestTimeline> step in _steps)
            {
                DoForEach(step);
            }

            _logs.Hand(_loop.Index);
        }
        finally
        {
            _accountedFor.Clear();
            _logs = AccessLogs.None;
        }
    }

    private void DoForEach(Action<RequestTimeline> step)
    {
        foreach (RequestTimeline ended in _accountedFor)
        {
            try
            {
                step(ended);
            }
            catch (Exception e) when (_loop.Report(e))
            {
                // It keeps no other request from its account.
            }
        }
    }

    private void Keep(RequestTimeline ended) => _services.Recent.Add(_loop.Index, ended);

    private void Log(RequestTimeline ended) => _logs.Write(_loop.Index, ended);

    private void Tell(RequestTimeline ended)
    {
        ProxyLog.RequestEnded(_services.Logger, ended, _services.Current.Config.Replies);
        _services.Metrics.RequestEnded(ended);
        if (RequestSpan.IsWanted)
        {
            RequestSpan.Write(ended);
        }

        try
        {
            _services.RequestEnded?.Invoke(ended);
        }
        catch (Exception e)
        {
            ProxyLog.HandlerFault(_services.Logger, e);
        }
    }
}
