import { setImmediate } from 'node:timers/promises'
import { credentialShape, type CredentialShape } from './credential-shape.ts'
import { RecentMap } from './recent-map.ts'
import { shapeTemplate, type ShapeTemplate } from './shape-template.ts'
import { signByTemplate, type ToSign } from './sign-by-template.ts'
import {
  verificationMethod,
  type SignCredential,
  type SignedCredential,
} from './signed-credential.ts'

export interface SignerOptions {
  /** What signs where a template cannot, and what every signature must equal byte for byte. */
  readonly reference: SignCredential
  /** Of the signatures of a shape, the first and then one in so many are compared with the reference. */
  readonly checkEvery: number
  readonly mostShapes: number
  /** Told of a difference. The reference's signature was returned, and the shape is not trusted again. */
  readonly onMismatch: (credentialId: string) => void
}

/**
 * Signs like its reference, about forty times faster: it asks JSON-LD once for each shape (an achievement, a kind of
 * recipient), and signs further credentials of that shape from the template of the first.
 */
export class FastSigner {
  readonly #options: SignerOptions
  readonly #learnt: RecentMap<Learnt>
  // Never forgotten, unlike what is learnt; `mostShapes` of them end all signing by template.
  readonly #distrusted = new Set<string>()

  constructor(options: SignerOptions) {
    this.#options = options
    this.#learnt = new RecentMap(options.mostShapes)
  }

  async sign(input: ToSign): Promise<SignedCredential> {
    const shape = credentialShape(input.unsigned)
    if (shape === undefined || !this.#mayTrust(shape)) return this.#byReference(input)
    const learnt = this.#learnt.get(shape.key) ?? (await this.#learn(shape, input))
    const signed = learnt.template && signByTemplate(learnt.template, shape.values, input)
    if (signed === undefined) return this.#byReference(input)

    const due = learnt.signatures % this.#options.checkEvery === 0
    learnt.signatures += 1
    return due || !learnt.agrees ? this.#compared(signed, { input, shape, learnt }) : signed
  }

  #mayTrust({ key }: CredentialShape): boolean {
    return this.#distrusted.size < this.#options.mostShapes && !this.#distrusted.has(key)
  }

  async #learn(shape: CredentialShape, { unsigned, key }: ToSign): Promise<Learnt> {
    const template = await shapeTemplate(shape, verificationMethod(unsigned, key))
    const learnt = { template, signatures: 0, agrees: false }
    this.#learnt.set(shape.key, learnt)
    // JSON-LD holds the thread: others have their turn before the comparison, which asks it again.
    await setImmediate()
    return learnt
  }

  async #compared(
    signed: SignedCredential,
    { input, shape, learnt }: { input: ToSign; shape: CredentialShape; learnt: Learnt },
  ): Promise<SignedCredential> {
    // Until the reference has answered, and when it refuses, every signature of the shape is compared.
    learnt.agrees = false
    const expected = await this.#byReference(input)
    learnt.agrees = JSON.stringify(signed) === JSON.stringify(expected)
    if (!learnt.agrees) {
      this.#distrusted.add(shape.key)
      this.#learnt.delete(shape.key)
      this.#options.onMismatch(input.unsigned.id)
    }
    return expected
  }

  #byReference({ unsigned, key, createdAt }: ToSign): Promise<SignedCredential> {
    return this.#options.reference(unsigned, key, createdAt)
  }
}

interface Learnt {
  /** Nothing where the shape is for the reference only. */
  readonly template: ShapeTemplate | undefined
  signatures: number
  agrees: boolean
}
