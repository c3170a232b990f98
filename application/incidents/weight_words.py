"""Weights of the score and proposals to change them as sentences, in both languages (ALR-5)."""

from collections.abc import Sequence

from application.ports.incidents.weights import KeptProposal, ProposalState
from domain.common.readers import Language
from domain.common.time_words import in_zone
from domain.incidents.weights import PARTS, Label, Weights

NAMES = {
    Language.CHINESE: dict(
        zip(PARTS, ("影响", "严重程度", "业务重要性", "时段"), strict=True),
    ),
    Language.ENGLISH: {part: part for part in PARTS},
}

_SAID = {
    Language.CHINESE: {
        "weights": "权重 {version}：{shares}；自 {since} 起生效。",
        "proposal": "建议 {shares}（取代 {based_on}）。依据 {outcomes} 次修复："
        "{helped} 次有效，{no_help} 次无效，{false_fix} 次复发；"
        "过往事件的排序正确率从 {before} 变为 {after}。",
        "none": "没有新的建议：已有建议在等待答复，或目前的结果还看不出更好的权重。",
    },
    Language.ENGLISH: {
        "weights": "Weights {version}: {shares}; in force since {since}.",
        "proposal": "Proposes {shares}, in place of {based_on}. It follows from {outcomes} "
        "repairs: {helped} helped, {no_help} did not, {false_fix} came back; the score would put "
        "{after} of past pairs in the right order instead of {before}.",
        "none": "Nothing new is proposed: a proposal waits for its answer, or what became of "
        "repairs shows no better weights yet.",
    },
}

_STATES = {
    Language.CHINESE: {
        ProposalState.OPEN: "等待管理员答复。",
        ProposalState.APPLIED: "已由 {by} 采用（{reason}）。",
        ProposalState.REFUSED: "已由 {by} 拒绝（{reason}）。",
        ProposalState.SUPERSEDED: "已被后来的权重或建议取代。",
    },
    Language.ENGLISH: {
        ProposalState.OPEN: "It waits for an admin's answer.",
        ProposalState.APPLIED: "Applied by {by} ({reason}).",
        ProposalState.REFUSED: "Refused by {by} ({reason}).",
        ProposalState.SUPERSEDED: "Other weights or a newer proposal took its place.",
    },
}


def shares_said(shares: Sequence[float], language: Language) -> str:
    """Return the four shares, in the order of `PARTS`, each with its name."""
    names = NAMES[language]
    between = "、" if language is Language.CHINESE else ", "
    said = (f"{names[part]} {share:.1%}" for part, share in zip(PARTS, shares, strict=True))
    return between.join(said)


def weights_said(weights: Weights, zone: str, language: Language) -> str:
    """Return which weights these are, and since when they count."""
    return _SAID[language]["weights"].format(
        version=weights.version,
        shares=shares_said(weights.shares, language),
        since=in_zone(weights.effective_at, zone),
    )


def proposal_said(kept: KeptProposal, language: Language) -> str:
    """Return what is proposed, why, and what became of it."""
    evidence = kept.proposal.evidence
    said = _SAID[language]["proposal"].format(
        shares=shares_said(kept.proposal.shares, language),
        based_on=kept.proposal.based_on,
        outcomes=evidence.outcomes,
        before=f"{evidence.order_before:.0%}",
        after=f"{evidence.order_after:.0%}",
        **{label.value: evidence.of_each.get(label, 0) for label in Label},
    )
    state = _STATES[language][kept.state].format(by=kept.answered_by, reason=kept.reason)
    between = "" if language is Language.CHINESE else " "
    return f"{said}{between}{state}"


def nothing_proposed(language: Language) -> str:
    """Return that learning found nothing new, and why that may be."""
    return _SAID[language]["none"]
