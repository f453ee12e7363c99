import type { Texts } from '#src/texts/texts.ts'

export type FailureCode = keyof Texts['backup']['failures']

/** Why there is no backup. */
export class BackupFailure extends Error {
  readonly code: FailureCode
  readonly detail: string

  /** `detail`: a path, versions or a program's own words; never a secret. */
  constructor(code: FailureCode, detail: string, options?: ErrorOptions) {
    super(code, options)
    this.code = code
    this.detail = detail
  }
}
