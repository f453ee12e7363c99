import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { CredentialError } from './credential-error.ts'

/** Which secret a sealed text is; one moved to another place does not open there. */
export interface SealedFor {
  readonly workspace: string
  readonly kid: string
  readonly purpose: string
}

const IV_BYTES = 12
const TAG_BYTES = 16

/** Encrypts a secret for one place: AES-256-GCM under a key of that workspace alone. Answers `v1.` and base64url. */
export function seal(masterKey: Uint8Array, text: string, about: SealedFor): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', workspaceKey(masterKey, about), iv, {
    authTagLength: TAG_BYTES,
  })
  cipher.setAAD(additionalData(about))
  const sealed = Buffer.concat([
    iv,
    cipher.update(text, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  return `v1.${sealed.toString('base64url')}`
}

/** Opens what `seal` closed; throws `sealed-does-not-open` for another key, another place or an altered text. */
export function openSealed(masterKey: Uint8Array, sealed: string, about: SealedFor): string {
  const key = workspaceKey(masterKey, about)
  const data = additionalData(about)
  const [, body] = /^v1\.([\w-]+)$/.exec(sealed) ?? []
  const bytes = Buffer.from(body ?? '', 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) throw doesNotOpen(about)
  try {
    // Node takes tags of 4 bytes and more unless the length is fixed here.
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(data)
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch (cause) {
    throw doesNotOpen(about, cause)
  }
}

function workspaceKey(masterKey: Uint8Array, { workspace }: SealedFor): Buffer {
  if (masterKey.length !== 32) {
    throw new CredentialError(
      'bad-master-key',
      'The master key must be 32 bytes: see MASTER_KEY_FILE.',
    )
  }
  return Buffer.from(hkdfSync('sha256', masterKey, '', `cordee/seal/${workspace}`, 32))
}

function additionalData({ workspace, kid, purpose }: SealedFor): Buffer {
  const parts = [workspace, kid, purpose]
  if (parts.some((part) => part === '' || part.includes('|'))) {
    throw new CredentialError(
      'bad-seal-place',
      'Workspace, key id and purpose are needed, without "|".',
    )
  }
  return Buffer.from(parts.join('|'), 'utf8')
}

function doesNotOpen({ kid, purpose }: SealedFor, cause?: unknown): CredentialError {
  const message = `The sealed ${purpose} ${kid} does not open: is MASTER_KEY_FILE the one it was sealed with?`
  return new CredentialError('sealed-does-not-open', message, { cause })
}
