import type { Language, MemberRow } from '#src/storage/members.ts'

/** What every page knows about its reader and its address. */
export interface PageContext {
  readonly language: Language
  /** Path and query of this page, for the link to the other language. */
  readonly path: string
  readonly baseUrl: string
  /** Who is signed in, if anybody. */
  readonly member: MemberRow | undefined
  /** Where that member's room is. */
  readonly roomCode: string | undefined
  readonly now: number
}
