import { z } from 'zod'
import type { Ending } from '#src/app/end-proposal.ts'

/** What pressing a button means. Written as `kind:id`, short enough for every platform. */
export type Action =
  | { readonly kind: 'vote'; readonly proposalId: string }
  | { readonly kind: 'end'; readonly ending: Ending; readonly proposalId: string }
  | { readonly kind: 'revoke'; readonly awardId: string }
  | { readonly kind: 'decline-badge'; readonly awardId: string }
  | { readonly kind: 'propose' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'email' }
  | { readonly kind: 'email-code' }
  | { readonly kind: 'claim'; readonly proposalId: string }
  | { readonly kind: 'status'; readonly page: number }
  | { readonly kind: 'own-badge'; readonly wanted: boolean; readonly proposalId: string }

const opening = z.enum(['propose', 'settings', 'email', 'email-code'])
const id = z.string().regex(/^[A-Za-z0-9_-]{22}$/)
const page = z
  .string()
  .regex(/^[1-9]\d{0,3}$/)
  .transform(Number)
const ending = z.enum(['withdraw', 'veto', 'accept', 'decline'])

export function voteAction(proposalId: string): string {
  return `vote:${proposalId}`
}

export function endAction(ending: Ending, proposalId: string): string {
  return `${ending}:${proposalId}`
}

export function revokeAction(awardId: string): string {
  return `revoke:${awardId}`
}

/** Its recipient does not want an award. `decline:` is the trainer's, of a proposal. */
export function declineAction(awardId: string): string {
  return `decline-badge:${awardId}`
}

/** Says whether the member wants a badge in his or her own name from a vote on the group. */
export function ownBadgeAction(wanted: boolean, proposalId: string): string {
  return `${wanted ? 'own-badge' : 'no-badge'}:${proposalId}`
}

/** Opens what opens a vote, in the group of the channel or in one to choose. */
export function proposeAction(): string {
  return 'propose'
}

/** Opens the settings of a group, likewise. */
export function settingsAction(): string {
  return 'settings'
}

/** Asks for the address that letters go to. */
export function emailAction(): string {
  return 'email'
}

/** Asks for the code that a letter brought. */
export function emailCodeAction(): string {
  return 'email-code'
}

/** Brings a recipient the own badges of a vote. */
export function claimAction(proposalId: string): string {
  return `claim:${proposalId}`
}

/** Another page of the votes, 1 for the first. */
export function statusAction(number: number): string {
  return `status:${number}`
}

/** Undefined for anything that no button of ours carries. */
export function parseAction(text: string): Action | undefined {
  const [kind = '', rest = ''] = text.split(':', 2)
  const alone = opening.safeParse(text)
  if (alone.success) return { kind: alone.data }
  if (kind === 'status') {
    const asked = page.safeParse(rest)
    return asked.success ? { kind, page: asked.data } : undefined
  }
  const target = id.safeParse(rest)
  if (!target.success) return undefined
  if (kind === 'vote' || kind === 'claim') return { kind, proposalId: target.data }
  if (kind === 'revoke' || kind === 'decline-badge') return { kind, awardId: target.data }
  if (kind === 'own-badge' || kind === 'no-badge')
    return { kind: 'own-badge', wanted: kind === 'own-badge', proposalId: target.data }
  const end = ending.safeParse(kind)
  return end.success ? { kind: 'end', ending: end.data, proposalId: target.data } : undefined
}
