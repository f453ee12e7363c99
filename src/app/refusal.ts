import type { CastRefusal } from './cast-ballot.ts'
import type { EmailRefusal } from './confirm-email.ts'
import type { EndRefusal } from './end-proposal.ts'
import type { JoinRefusal } from './join-room.ts'
import type { OptOutRefusal } from './opt-out.ts'
import type { SettingsRefusal } from './group-settings.ts'
import type { LinkRefusal } from './link-members.ts'
import type { ProposeRefusal } from './propose-award.ts'
import type { RetryRefusal } from './retry-job.ts'
import type { RevokeRefusal } from './revoke-award.ts'
import type { ValidityRefusal } from './set-validity.ts'
import type { UploadRefusal } from './upload-picture.ts'

/** Everything the service may decline to do. Each code has a sentence in every language. */
export type Refusal =
  | CastRefusal
  | EmailRefusal
  | EndRefusal
  | JoinRefusal
  | LinkRefusal
  | OptOutRefusal
  | ProposeRefusal
  | RetryRefusal
  | RevokeRefusal
  | SettingsRefusal
  | UploadRefusal
  | ValidityRefusal
  | ChatRefusal

/** What is wrong with something typed or pressed in a chat. */
export type ChatRefusal =
  | { readonly code: 'not-a-member' }
  | { readonly code: 'no-group-here' }
  | { readonly code: 'unknown-command'; readonly asked: string }
  | { readonly code: 'form-expired' }
  | { readonly code: 'field-missing'; readonly field: string }
  | { readonly code: 'field-too-long'; readonly field: string; readonly most: number }
  | { readonly code: 'choose-people' }
  | { readonly code: 'choose-one' }
  | { readonly code: 'not-a-link' }
  | { readonly code: 'unknown-rule' }
  | { readonly code: 'nothing-to-withdraw' }
  | { readonly code: 'nothing-to-revoke' }
  | { readonly code: 'nothing-found'; readonly asked: string }
  | { readonly code: 'unknown-source' }
  | { readonly code: 'from-elsewhere' }
  /** Somebody wants to have a badge that is another's. */
  | { readonly code: 'not-your-badge' }
  | PlatformRefusal

/** What stands between the service and a platform, or the person's own workspace. */
export type PlatformRefusal =
  | { readonly code: 'not-installed' }
  | { readonly code: 'bot-not-here'; readonly bot: string }
  | { readonly code: 'scope-missing'; readonly scope: string }
  /** A permission that the bot lacks in this channel, by its name on the platform. */
  | { readonly code: 'right-missing'; readonly right: string }
  /** The platform does not list its people; the link leads to where that is switched on. */
  | { readonly code: 'members-hidden'; readonly link: string }
  | { readonly code: 'chat-unreachable' }
  | { readonly code: 'source-gone' }
  /** `why` is a sentence. */
  | { readonly code: 'file-refused'; readonly why: string }
