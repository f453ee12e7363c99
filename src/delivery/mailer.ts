/** One letter to one person. Its id names it for ever: a repeat is the same letter. */
export interface Letter {
  readonly id: string
  readonly to: string
  readonly toName: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly language: 'fr' | 'en'
  readonly attachments: readonly LetterFile[]
}

export interface LetterFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
  /** Set for a picture shown inside the letter, by this content id. */
  readonly cid?: string
}

/** Sends letters, or keeps them in a folder. */
export interface Mailer {
  /** How many letters it takes at once. */
  readonly atOnce: number
  /** Resolves once the letter is safe with the other side. Throws DeliveryFailure. */
  send(letter: Letter): Promise<void>
  close(): Promise<void>
}
