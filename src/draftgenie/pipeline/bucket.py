"""Bucket: the evidence of a speaker's last notes to a decision, by a policy that is data.

Decides where a speaker belongs and says why in figures; it neither moves nor stores anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.domain.bucket import Bucket, Decision, Policy, Scheme
from draftgenie.pipeline._evidence import MEASURES, Evidence, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from draftgenie.domain.evaluation import NoteScores


def _scheme(name: str, measure: str, **limits: float | None) -> Scheme:
    buckets = tuple(Bucket(bucket, limit) for bucket, limit in limits.items())
    return Scheme(name, measure, MEASURES[measure].higher_is_better, buckets)


TOUCH = _scheme(
    "touch",
    "note_wer_formatted",
    no_touch=0.02,
    low_touch=0.08,
    medium_touch=0.20,
    high_touch=None,
)
"""The default: the share of words a human still has to touch."""

FIVE = _scheme(
    "five",
    "note_quality",
    EXCELLENT=0.95,
    GOOD=0.85,
    AVERAGE=0.70,
    POOR=0.50,
    NEEDS_IMPROVEMENT=None,
)
ABC = _scheme("abc", "note_quality", A=0.9, B=0.7, C=None)

SCHEMES: Mapping[str, Scheme] = {scheme.name: scheme for scheme in (TOUCH, FIVE, ABC)}
"""The built-in schemes by name."""

DEFAULT_POLICY = Policy(TOUCH)

FIGURES: Mapping[str, tuple[float, float]] = {
    "window": (1, 10_000),
    "min_notes": (1, 10_000),
    "margin": (0.0, 0.99),
    "confidence": (0.5, 0.999999),
    "cooldown": (1, 10_000),
    "correlation": (0.0, 1.0),
}
"""A policy's figures with their ranges; whole numbers where the range is one of them."""


def bucket_for(value: float, scheme: Scheme) -> str:
    """The bucket whose range `value` lies in; a value on an edge goes to the better one.

    >>> bucket_for(0.05, TOUCH), bucket_for(0.02, TOUCH), bucket_for(0.95, FIVE)
    ('low_touch', 'no_touch', 'EXCELLENT')
    """
    for bucket in scheme.buckets:
        if bucket.limit is None or _reaches(value, bucket.limit, scheme):
            return bucket.name
    return scheme.buckets[-1].name


def _reaches(value: float, edge: float, scheme: Scheme) -> bool:
    return value >= edge if scheme.higher_is_better else value <= edge


def decide(
    *,
    speaker_ref: str,
    current: str | None,
    locked: bool,
    scores: Sequence[NoteScores],
    policy: Policy = DEFAULT_POLICY,
    n_since_move: int | None = None,
) -> Decision:
    """What `policy` says of a speaker: a move by one bucket, a first bucket, or none; and why.

    Args:
        speaker_ref: whose bucket it is; scores of anyone else are not looked at.
        current: the present bucket; None, or a name the scheme does not have, for none.
        locked: a person fixed the bucket, so it never moves.
        scores: evaluated notes, oldest first.
        policy: scheme, window and thresholds.
        n_since_move: notes evaluated since the last move; None when there was none.
    """
    window = [s for s in scores if s.speaker == speaker_ref][-policy.window :]
    evidence = weigh(window, policy)
    numbers = _numbers(evidence, window, policy) | {"n_since_move": n_since_move}

    def say(reason: str, after: str | None = None) -> Decision:
        return Decision(speaker_ref, current, current if after is None else after, reason, numbers)

    if locked:
        return say("the bucket is locked by hand")
    if len(window) < policy.min_notes:
        return say(f"{_notes(len(window))} evaluated, the policy wants {policy.min_notes}")
    if evidence is None:
        return say(f"{_notes(len(window))} evaluated, but their finals have no words")
    if current is None or current not in policy.scheme.names:
        after = bucket_for(evidence.value, policy.scheme)
        return say(f"{_measured(evidence, policy)} puts the speaker in {after}", after)
    after, reason = _step(current, evidence, policy)
    reason = f"{_measured(evidence, policy)} {reason}"
    if after != current and n_since_move is not None and n_since_move < policy.cooldown:
        reason = (
            f"{reason}; the last move was {_notes(n_since_move)} ago,"
            f" the policy waits for {policy.cooldown}"
        )
        return say(reason)
    return say(reason, after)


def _step(current: str, evidence: Evidence, policy: Policy) -> tuple[str, str]:
    """The bucket one step from `current` that the evidence shows, or `current`; and why."""
    scheme = policy.scheme
    at = scheme.names.index(current)
    near = scheme.buckets[at - 1].limit if at else None
    far = scheme.buckets[at].limit
    inside = ""
    for edge, towards in ((near, -1), (far, 1)):
        if edge is None:
            continue
        is_up = (towards < 0) == scheme.higher_is_better
        wanted = _with_margin(edge, policy, is_up=is_up)
        side = "over" if is_up else "under"
        if not _is_past(evidence.value, wanted, is_up=is_up):
            continue
        bound = evidence.low if is_up else evidence.high
        if not _is_past(bound, edge, is_up=is_up):
            inside = (
                f"is {side} {wanted:.3f}, but its {_interval(evidence, policy)} holds {edge:.3f}"
            )
            continue
        reason = (
            f"is {side} {wanted:.3f}, and its {_interval(evidence, policy)} is {side} {edge:.3f}"
        )
        return scheme.names[at + towards], reason
    return current, inside or f"is not far enough past an edge of {current}"


def _is_past(value: float, edge: float, *, is_up: bool) -> bool:
    return value > edge if is_up else value < edge


def _with_margin(edge: float, policy: Policy, *, is_up: bool) -> float:
    """The edge moved away from the present bucket by the policy's hysteresis."""
    from_perfect = 1 - edge if policy.scheme.higher_is_better else edge
    shift = policy.margin * from_perfect
    return edge + shift if is_up else edge - shift


def _numbers(
    evidence: Evidence | None, window: Sequence[NoteScores], policy: Policy
) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        "measure": policy.scheme.measure,
        "scheme": policy.scheme.name,
        "policy": policy.version,
        "confidence": policy.confidence,
        "figures": {name: getattr(policy, name) for name in FIGURES},
        "n_notes": len(window),
        "n_words": sum(s.note_formatted.n_reference for s in window),
        "value": None,
        "low": None,
        "high": None,
    }
    if evidence is not None:
        numbers |= {"value": evidence.value, "low": evidence.low, "high": evidence.high}
    return numbers


def _measured(evidence: Evidence, policy: Policy) -> str:
    label = MEASURES[policy.scheme.measure].label
    return f"{label} {evidence.value:.3f} over {_notes(evidence.n_notes)}"


def _interval(evidence: Evidence, policy: Policy) -> str:
    level = f"{100 * policy.confidence:.6g}%"
    return f"{level} interval ({evidence.low:.3f} to {evidence.high:.3f})"


def _notes(n: int) -> str:
    return f"{n} note" if n == 1 else f"{n} notes"


def read_scheme(data: str | Mapping[str, Any]) -> Scheme:
    """A scheme by the name of a built-in one, or from a table of the user's own.

    Args:
        data: a name, or `name`, `measure` and `buckets`: a list from best to worst of `name`
            and `limit`, the last without one.

    Raises:
        ValueError: it is not a scheme; the message says where.

    >>> read_scheme({"name": "two", "measure": "note_wer",
    ...              "buckets": [{"name": "fine", "limit": 0.1}, {"name": "rest"}]}).names
    ('fine', 'rest')
    """
    if isinstance(data, str):
        if data not in SCHEMES:
            msg = f"no bucket scheme {data!r}; there are {', '.join(SCHEMES)}"
            raise ValueError(msg)
        return SCHEMES[data]
    _refuse_unknown(data, {"name", "measure", "buckets"}, "bucket scheme")
    name, measure = data.get("name"), data.get("measure", TOUCH.measure)
    if not isinstance(name, str) or not name:
        msg = "a bucket scheme needs a name"
        raise ValueError(msg)
    if measure not in MEASURES:
        msg = f"scheme {name!r}: no measure {measure!r}; there are {', '.join(MEASURES)}"
        raise ValueError(msg)
    higher = MEASURES[measure].higher_is_better
    return Scheme(name, measure, higher, _read_buckets(data.get("buckets"), name, higher=higher))


def _read_buckets(rows: object, scheme: str, *, higher: bool) -> tuple[Bucket, ...]:
    if not isinstance(rows, (list, tuple)) or len(rows) < 2:  # noqa: PLR2004 - said below
        msg = f"scheme {scheme!r}: buckets must be a list of at least two, best first"
        raise ValueError(msg)
    buckets = tuple(_read_bucket(row, scheme, is_last=row is rows[-1]) for row in rows)
    names = [b.name for b in buckets]
    if len(set(names)) < len(names):
        msg = f"scheme {scheme!r}: two buckets have one name"
        raise ValueError(msg)
    limits = [b.limit for b in buckets[:-1] if b.limit is not None]
    if limits != sorted(set(limits), reverse=higher):
        order = "falling" if higher else "rising"
        msg = f"scheme {scheme!r}: limits must be {order} from best to worst"
        raise ValueError(msg)
    return buckets


def _read_bucket(row: object, scheme: str, *, is_last: bool) -> Bucket:
    name = row.get("name") if isinstance(row, dict) else None
    if not isinstance(row, dict) or not isinstance(name, str) or not name:
        msg = f"scheme {scheme!r}: every bucket needs a name"
        raise ValueError(msg)
    _refuse_unknown(row, {"name", "limit"}, f"bucket {name!r}")
    limit = row.get("limit")
    if is_last:
        if limit is not None:
            msg = f"bucket {name!r}: the last bucket takes the rest and has no limit"
            raise ValueError(msg)
        return Bucket(name, None)
    if isinstance(limit, bool) or not isinstance(limit, (int, float)) or not 0 <= limit <= 1:
        msg = f"bucket {name!r}: limit must be a fraction from 0 to 1"
        raise ValueError(msg)
    return Bucket(name, float(limit))


def read_policy(data: Mapping[str, Any]) -> Policy:
    """A policy from a table: `scheme` and any of the policy's figures, the rest by default.

    Raises:
        ValueError: it is not a policy; the message says where.

    >>> read_policy({"scheme": "abc", "window": 30}).window
    30
    """
    _refuse_unknown(data, {"scheme", "version", *FIGURES}, "bucket policy")
    values: dict[str, Any] = {}
    for key, (low, high) in FIGURES.items():
        if key not in data:
            continue
        value = data[key]
        kinds = int if isinstance(low, int) else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
            msg = f"bucket policy: {key} must be from {low:g} to {high:g}"
            raise ValueError(msg)
        values[key] = value
    if "version" in data:
        values["version"] = str(data["version"])
    policy = Policy(read_scheme(data.get("scheme", TOUCH.name)), **values)
    if policy.min_notes > policy.window:
        msg = "bucket policy: min_notes is more than the window holds"
        raise ValueError(msg)
    return policy


def _refuse_unknown(data: Mapping[str, Any], known: set[str], what: str) -> None:
    unknown = sorted(set(data) - known)
    if unknown:
        msg = f"{what}: no setting {unknown[0]!r}; there are {', '.join(sorted(known))}"
        raise ValueError(msg)
