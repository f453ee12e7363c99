import { z } from 'zod'
import type { GroupMints } from '#src/domain/proposal.ts'
import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { presets, type Rule } from '#src/domain/rule.ts'
import { choices } from '#src/domain/tally.ts'
import type { ChatRefusal } from '#src/app/refusal.ts'
import type { Answer } from '#src/app/cast-ballot.ts'
import { clean } from '#src/app/clean-text.ts'
import { longestSupport } from '#src/app/endorse.ts'
import { texts } from '#src/texts/texts.ts'
import type { Fields, Language } from './contract.ts'
import { longestWords, signs } from './forms/ballot-form.ts'
import {
  type DurationName,
  durations,
  isPreset,
  longestEvidence,
  longestReason,
} from './forms/propose-form.ts'

/** What a trainer asked for, made sense of. */
export interface ProposalFields {
  readonly achievement: string
  readonly candidates:
    | { readonly kind: 'group'; readonly mints: GroupMints }
    | { readonly kind: 'people'; readonly memberIds: readonly string[] }
  readonly grounds: {
    readonly reason: string
    readonly evidenceText?: string
    readonly evidenceUrl?: string
  }
  readonly fileIds: readonly string[]
  readonly rule: Rule
  /** How long from now, or until when. */
  readonly deadline: number
}

const mints = z.enum(['group', 'members', 'group-and-members']).catch('group-and-members')
const when = z.iso.datetime({ offset: true })

/** Reads the form that opens a vote. */
export function readProposal(
  fields: Fields,
  { language, now }: { readonly language: Language; readonly now: number },
): Outcome<ProposalFields, ChatRefusal> {
  const t = texts[language].chat.propose
  const achievement = clean(fields['achievement'])
  if (achievement === '') return refuse({ code: 'field-missing', field: t.achievement })
  const memberIds = lines(fields['people'])
  const forGroup = clean(fields['for']) === 'group'
  if (!forGroup && memberIds.length === 0) return refuse({ code: 'choose-people' })
  const reason = clean(fields['reason'])
  if (reason === '') return refuse({ code: 'field-missing', field: t.reason })
  if (reason.length > longestReason)
    return refuse({ code: 'field-too-long', field: t.reason, most: longestReason })
  const evidenceText = clean(fields['evidence'])
  if (evidenceText.length > longestEvidence)
    return refuse({ code: 'field-too-long', field: t.evidence, most: longestEvidence })
  const evidenceUrl = clean(fields['link'])
  if (evidenceUrl !== '' && !isLink(evidenceUrl)) return refuse({ code: 'not-a-link' })
  const preset = clean(fields['rule']) || 'two-thirds'
  if (!isPreset(preset)) return refuse({ code: 'unknown-rule' })
  return accept({
    achievement,
    candidates: forGroup
      ? { kind: 'group', mints: mints.parse(clean(fields['mints'])) }
      : { kind: 'people', memberIds },
    grounds: {
      reason,
      ...(evidenceText ? { evidenceText } : {}),
      ...(evidenceUrl ? { evidenceUrl } : {}),
    },
    fileIds: lines(fields['files']),
    rule: presets[preset],
    deadline: deadlineOf(clean(fields['deadline']) || '3d', now),
  })
}

/** A ballot as it was filled in. */
export interface BallotFields {
  /** By criterion id. */
  readonly answers: Readonly<Record<string, Answer>>
  /** The tick that signs a support. */
  readonly signs: boolean
  /** The word that goes with the support, ticked or not. */
  readonly supportWords: string
}

/** Reads a ballot. What is no answer is left out, and the count then refuses the ballot. */
export function readBallot(fields: Fields, language: Language): Outcome<BallotFields, ChatRefusal> {
  const t = texts[language].chat.ballot
  const answers = new Map<string, Answer>()
  for (const [name, value] of Object.entries(fields)) {
    if (!criterionId.test(name)) continue
    const choice = choices.find((known) => known === value)
    if (!choice) continue
    const words = clean(fields[`${name}-words`])
    if (words.length > longestWords)
      return refuse({
        code: 'field-too-long',
        field: t.words(Number(name.slice(1))),
        most: longestWords,
      })
    answers.set(name, { choice, words })
  }
  const supportWords = clean(fields['support-words'])
  if (supportWords.length > longestSupport)
    return refuse({ code: 'field-too-long', field: t.supportWords, most: longestSupport })
  return accept({
    answers: Object.fromEntries(answers),
    signs: lines(fields['support']).includes(signs),
    supportWords,
  })
}

const criterionId = /^c\d{1,2}$/

function deadlineOf(text: string, now: number): number {
  if (isDuration(text)) return now + durations[text]
  const instant = when.safeParse(text)
  return instant.success ? Date.parse(instant.data) : Number.NaN
}

function isDuration(text: string): text is DurationName {
  return Object.hasOwn(durations, text)
}

function isLink(text: string): boolean {
  const url = URL.parse(text)
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && text.length <= 500
}

/** The values of a field that may have several. */
export function lines(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean)
}
