// npm 10 forgets the bin links of optional platform packages, so `node` on npm's PATH would be the machine's own.
// Runs as the root's postinstall, on whatever Node installed us: plain JavaScript, no dependency.
import { existsSync, mkdirSync, symlinkSync, copyFileSync, readFileSync } from 'node:fs'
import { join, dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bin = join(root, 'node_modules', '.bin')
const wanted = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).optionalDependencies)
const binary = wanted
  .flatMap((name) => ['bin/node', 'bin/node.exe'].map((file) => join(root, 'node_modules', name, file)))
  .find((file) => existsSync(file))

if (binary === undefined) {
  console.error(`Purser pins Node for linux, macOS and Windows on x64 and arm64; none fits ${process.platform}-${process.arch}.`)
} else {
  const link = join(bin, process.platform === 'win32' ? 'node.exe' : 'node')
  mkdirSync(bin, { recursive: true })
  if (!existsSync(link)) {
    if (process.platform === 'win32') copyFileSync(binary, link)
    else symlinkSync(relative(bin, binary), link)
  }
}
