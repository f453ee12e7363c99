import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Config, ConfigError } from '#src/config.ts'

/** Signs every letter for a domain (RFC 6376), as nodemailer takes it. */
export interface DkimSigner {
  readonly domainName: string
  readonly keySelector: string
  readonly privateKey: string
  readonly headerFieldNames: string
}

/** RFC 8301 §3.2: verifiers take nothing shorter. */
const leastBits = 1024

/** Reads the key that signs letters; undefined where none is asked for. Throws ConfigError, naming the variable. */
export async function readDkimSigner({
  dkim,
}: Pick<Config, 'dkim'>): Promise<DkimSigner | undefined> {
  if (!dkim) return undefined
  const { domain, selector, keyFile } = dkim
  const key = readKey(keyFile, await readPem(keyFile))
  return {
    domainName: domain,
    keySelector: selector,
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    headerFieldNames: signedFields.join(':'),
  }
}

// RFC 6376 §5.4.1, and what else a letter of ours carries or may carry: nodemailer's own list leaves out the last four.
const signedFields = [
  'From',
  'Reply-To',
  'To',
  'Cc',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Content-Language',
  'Auto-Submitted',
]

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new ConfigError(
      `DKIM_KEY_FILE: ${file} cannot be read: write the path of the private key, and let this user read it.`,
      { cause },
    )
  }
}

function readKey(file: string, pem: string): KeyObject {
  const key = parsed(pem)
  if (!key)
    throw new ConfigError(
      `DKIM_KEY_FILE: ${file} holds no private key: write one in PEM without a passphrase, made by "openssl genrsa 2048".`,
    )
  // Nodemailer signs with rsa-sha256 alone, and leaves a letter unsigned where the key cannot.
  if (key.asymmetricKeyType !== 'rsa')
    throw new ConfigError(
      `DKIM_KEY_FILE: ${file} holds a key of type ${key.asymmetricKeyType}: letters are signed with RSA keys, made by "openssl genrsa 2048".`,
    )
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < leastBits)
    throw new ConfigError(
      `DKIM_KEY_FILE: ${file} holds an RSA key shorter than ${leastBits} bits, which mail servers refuse: make one by "openssl genrsa 2048".`,
    )
  return key
}

function parsed(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}
