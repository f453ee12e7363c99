import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { Resolver } from 'node:dns/promises'
import type { Test } from 'tap'
import type { LookUpTxt } from '../../scripts/doctor/check-mail-domain.ts'

/** The TXT records of each name; "silent": no answer at all, "broken": SERVFAIL. Other names do not exist. */
export type Zone = Readonly<Record<string, readonly string[] | 'silent' | 'broken'>>

/** A DNS server on loopback, and how to ask it. */
export async function openFakeDns(t: Test, zone: Zone): Promise<LookUpTxt> {
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    const records = zone[nameAskedIn(query)]
    if (records === 'silent') return
    socket.send(answerTo(query, records), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.teardown(() => socket.close())
  const resolver = new Resolver({ timeout: 200, tries: 1 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  return (name) => resolver.resolveTxt(name)
}

// RFC 1035 §4.1: a header of 12 bytes, then the question: labels that end with an empty one, type, class.
const headerBytes = 12

function nameAskedIn(query: Buffer): string {
  const labels: string[] = []
  for (let at = headerBytes; query[at]; at += 1 + (query[at] ?? 0))
    labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)))
  return labels.join('.').toLowerCase()
}

const noError = 0
const serverFailure = 2
const noSuchName = 3

function answerTo(query: Buffer, records: readonly string[] | 'broken' | undefined): Buffer {
  const code = records === 'broken' ? serverFailure : records ? noError : noSuchName
  const texts = Array.isArray(records) ? records : []
  const header = Buffer.alloc(headerBytes)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x81_80 | code, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(texts.length, 6)
  const questionEnd = query.indexOf(0, headerBytes) + 5
  return Buffer.concat([header, query.subarray(headerBytes, questionEnd), ...texts.map(txtRecord)])
}

function txtRecord(text: string): Buffer {
  const pieces = (text.match(/.{1,255}/g) ?? []).map((piece) =>
    Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece)]),
  )
  const data = Buffer.concat(pieces)
  // A pointer to the question's name, type TXT, class IN, a minute to live, length.
  const start = Buffer.from([0xc0, headerBytes, 0, 16, 0, 1, 0, 0, 0, 60, 0, 0])
  start.writeUInt16BE(data.length, 10)
  return Buffer.concat([start, data])
}
