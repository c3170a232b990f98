"""How patient we are with each kind of side effect; named after who is waiting."""

from datetime import timedelta

from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityCancellationType, ActivityConfig

from activities.heartbeats import LOST_AFTER


def keep_record(summary: str, *, within: timedelta | None = None) -> ActivityConfig:
    """Our own database: it must be written, so never give up; it is back within minutes.

    A worker that is killed meanwhile is missed after half a minute: sooner would end what only
    waits for a busy database, which says so itself after 10 s. Only what a day's end makes
    pointless is bounded by `within`.
    """
    return ActivityConfig(
        schedule_to_close_timeout=within,
        start_to_close_timeout=timedelta(seconds=30),
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)
        ),
        summary=summary,
    )


def look_around(summary: str, *, within: timedelta) -> ActivityConfig:
    """Reading logs, alarms and metrics of a day; sources that fail are named, not waited for.

    Five minutes bound the slowest honest gathering: 20 pages of 1,000 lines for each of two
    periods, at up to 2 s a call (CLD-5), and the mining of them.
    """
    return ActivityConfig(
        schedule_to_close_timeout=within,
        start_to_close_timeout=timedelta(minutes=5),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=2), maximum_interval=timedelta(seconds=30)
        ),
        summary=summary,
    )


def put_into_words(summary: str, *, within: timedelta) -> ActivityConfig:
    """A model writes, or the rules do when it does not answer in time."""
    return ActivityConfig(
        schedule_to_close_timeout=within,
        start_to_close_timeout=timedelta(minutes=3),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=2), maximum_interval=timedelta(seconds=30)
        ),
        summary=summary,
    )


def reach_a_person(summary: str) -> ActivityConfig:
    """One try of one message. The workflow decides about the next, so only crashes repeat it."""
    return ActivityConfig(
        start_to_close_timeout=timedelta(minutes=2),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)
        ),
        summary=summary,
    )


def watch_over(summary: str, *, interval: timedelta) -> ActivityConfig:
    """A watch that looks again and again: it is brought back for as long as its task lives.

    An attempt leaves by itself after about an hour; two hours only end one that hangs. A lost
    worker is noticed after three missed looks, but not sooner than 30 s, which a busy worker may
    be late, and not later than 5 min. What fails is tried again within one interval.
    """
    return ActivityConfig(
        start_to_close_timeout=timedelta(hours=2),
        heartbeat_timeout=min(max(3 * interval, timedelta(seconds=30)), timedelta(minutes=5)),
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=1),
            maximum_interval=min(interval, timedelta(minutes=1)),
        ),
        cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        summary=summary,
    )


def linger(summary: str) -> ActivityConfig:
    """What goes on for as long as it takes, such as telling other programs or a background job.

    One attempt lingers for an hour, then makes room; two only end one that hangs.
    """
    return ActivityConfig(
        start_to_close_timeout=timedelta(hours=2),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)
        ),
        cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        summary=summary,
    )


def run_once(summary: str) -> ActivityConfig:
    """One run of a calendar task: tried for some minutes, then its failure is what is told.

    Five tries over about seven minutes outlast a restart of what it asks; whoever waits for a
    morning's report would rather know. Five minutes bound twenty slow feeds, five at a time.
    """
    return ActivityConfig(
        start_to_close_timeout=timedelta(minutes=5),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=10), backoff_coefficient=3.0, maximum_attempts=5
        ),
        summary=summary,
    )


def glance_at(summary: str) -> ActivityConfig:
    """What is worth knowing, and not worth waiting for: two tries within twenty seconds.

    A page leaves without it then: whoever is woken can look for themselves.
    """
    return ActivityConfig(
        start_to_close_timeout=timedelta(seconds=12),
        schedule_to_close_timeout=timedelta(seconds=20),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=2),
        summary=summary,
    )


def ask_again(summary: str) -> ActivityConfig:
    """A source, a cluster: read for a minute and a half, then not knowing is the answer.

    Three tries of half a minute each: a source that knows of no such alarm is asked four times
    over 14 s (`application/incidents/sources.py`), which leaves four seconds for each of its
    answers. A worker that is killed meanwhile is missed sooner, by its heartbeats.
    """
    return ActivityConfig(
        start_to_close_timeout=timedelta(seconds=30),
        schedule_to_close_timeout=timedelta(seconds=100),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=1),
            maximum_interval=timedelta(seconds=10),
            maximum_attempts=3,
        ),
        summary=summary,
    )


def reach_a_group(summary: str) -> ActivityConfig:
    """A group of incidents: who cannot reach theirs for a minute goes on without it."""
    return ActivityConfig(
        start_to_close_timeout=timedelta(seconds=20),
        schedule_to_close_timeout=timedelta(seconds=60),
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=10)
        ),
        summary=summary,
    )


def take_stock(summary: str) -> ActivityConfig:
    """How bad it is: a cluster and a model are asked, each for ten seconds at most.

    Both may stay silent and it is answered all the same, so this is tried until it is; a worker
    that is killed meanwhile is missed by its heartbeats.
    """
    return ActivityConfig(
        start_to_close_timeout=timedelta(seconds=30),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)
        ),
        summary=summary,
    )


def think_ahead(summary: str) -> ActivityConfig:
    """What to try next: a target, its siblings and a dry run of each step are read for it.

    A minute bounds ten siblings and twenty steps at 2 s each; three tries outlast an API server
    that is being replaced. A worker that is killed meanwhile is missed sooner, by its heartbeats.
    """
    return ActivityConfig(
        start_to_close_timeout=timedelta(minutes=1),
        schedule_to_close_timeout=timedelta(minutes=4),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=2),
            maximum_interval=timedelta(seconds=30),
            maximum_attempts=3,
        ),
        summary=summary,
    )


def write_to_cluster(summary: str) -> ActivityConfig:
    """A write: tried again only as the same write, since its key is kept on the object (RBK-9).

    Two minutes bound twenty steps; ten minutes outlast a worker that is killed and an API server
    that is away for a moment. After them nobody knows, and a person is called. A cancellation
    waits for what has begun.
    """
    return ActivityConfig(
        start_to_close_timeout=timedelta(minutes=2),
        schedule_to_close_timeout=timedelta(minutes=10),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=1),
            maximum_interval=timedelta(seconds=30),
            maximum_attempts=10,
        ),
        cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        summary=summary,
    )


def look_once(summary: str, *, every: timedelta) -> ActivityConfig:
    """One look after a write; one that fails counts as blind, and the next is due soon anyway."""
    within = min(max(every, timedelta(seconds=5)), timedelta(seconds=30))
    return ActivityConfig(
        start_to_close_timeout=within,
        schedule_to_close_timeout=2 * within,
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=2),
        summary=summary,
    )


def think_aloud(summary: str) -> ActivityConfig:
    """A person waits while a model thinks: five tries over about a minute, then it is told.

    Its own limit is at most ten minutes (ZHIBAN_LLM_TIMEOUT_SECONDS), and it is asked twice when
    its answer cannot be read; the turn's own limit ends it sooner. A worker that is killed
    meanwhile is missed by its heartbeats.
    """
    return ActivityConfig(
        start_to_close_timeout=timedelta(minutes=25),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=2),
            backoff_coefficient=3.0,
            maximum_interval=timedelta(seconds=30),
            maximum_attempts=5,
        ),
        summary=summary,
    )


def call_a_tool(summary: str) -> ActivityConfig:
    """A tool does what a model wants; what must not be repeated is marked before it is done.

    All tries of a call end within 150 s (`application/assistant/calls.py`). Ten tries over minutes
    outlast a worker that is killed and a database that is away; then nobody knows, and it is said.
    """
    return ActivityConfig(
        start_to_close_timeout=timedelta(minutes=4),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=1),
            maximum_interval=timedelta(seconds=30),
            maximum_attempts=10,
        ),
        summary=summary,
    )
