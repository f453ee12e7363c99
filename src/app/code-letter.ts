import { findEmailCode, lastEmailCode } from '#src/storage/email-codes.ts'
import { findMember } from '#src/storage/members.ts'
import type { App } from './app.ts'
import { codeOf, isGood } from './confirm-email.ts'
import type { CodeTarget } from './jobs.ts'

/** What the letter that brings a code says, and to whom. */
export interface CodeLetter {
  readonly to: string
  readonly language: 'fr' | 'en'
  readonly code: string
}

/** Undefined when there is nothing to send any more: the code was used, is over, or another was asked for since. */
export async function codeLetter(
  app: App,
  { workspaceId, codeId }: CodeTarget,
): Promise<CodeLetter | undefined> {
  const { db } = app.store
  const row = await findEmailCode(db, { workspaceId, id: codeId })
  if (!row || !isGood(row, app.now())) return undefined
  const last = await lastEmailCode(db, row)
  const member = await findMember(db, workspaceId, row.memberId)
  if (!member || last?.id !== codeId) return undefined
  return { to: row.address, language: member.language, code: codeOf(app, row) }
}
