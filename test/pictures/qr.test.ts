import { PNG } from 'pngjs'
import t from 'tap'
import { encode } from 'uqr'
import { qrSvg } from '#src/pictures/qr.ts'
import { renderPng } from '#src/pictures/render-png.ts'

const address = 'https://badges.example.org/rooms/7Q4-KX2'

t.test('draws each module of the code where it belongs, quiet zone included', async (t) => {
  const { data, size } = encode(address, { ecc: 'M', border: 4 })
  const picture = PNG.sync.read(Buffer.from(renderPng(qrSvg(address, 'Salle'), size)))
  const drawn = data.map((row, y) => row.map((_, x) => picture.data[(y * size + x) * 4] === 0))
  t.strictSame(drawn, data)
  t.notOk(drawn.slice(0, 4).flat().includes(true), 'four white rows')
})

t.test('is an image with a label, and small', async (t) => {
  const svg = qrSvg(address, 'Rejoindre <le> groupe')
  t.match(svg, 'role="img" aria-label="Rejoindre &#60;le&#62; groupe"')
  t.ok(svg.length < 6000, `${svg.length} bytes`)
})
