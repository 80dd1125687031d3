/** OpenStack's object store, which checks every byte it is sent. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BlobPlace } from '../../../relay/blobs/read-blob-url.ts'
import { findFreePort } from '../../find-free-port.ts'
import { findProgram, makeFolder, type Service, startService } from './debian.ts'
import { makeBucket, type ObjectStore } from './object-store.ts'

const REGION = 'eu-1'
const KINDS = ['account', 'container', 'object'] as const

/** One device, one copy of everything. The caller stops it. */
export async function startSwift(): Promise<ObjectStore> {
  const builder = findProgram('swift-ring-builder', 'swift')
  const services: Service[] = []
  const folder = makeFolder()
  mkdirSync(join(folder, 'devices', 'd1'), { recursive: true })
  for (const kind of KINDS) {
    const port = await findFreePort()
    const ring = join(folder, `${kind}.builder`)
    execFileSync(builder, [ring, 'create', '4', '1', '1'])
    execFileSync(builder, [ring, 'add', `r1z1-127.0.0.1:${port}/d1`, '1'])
    execFileSync(builder, [ring, 'rebalance'])
    services.push(
      await start(
        kind,
        port,
        `[pipeline:main]\npipeline = ${kind}-server\n[app:${kind}-server]\nuse = egg:swift#${kind}\n`,
      ),
    )
  }
  const cachePort = await findFreePort()
  const asSomebody = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const cacheArgs = ['-l', '127.0.0.1', '-p', String(cachePort), '-U', '0', ...asSomebody]
  const memcached = findProgram('memcached', 'memcached')
  services.push(await startService(memcached, cacheArgs, { port: cachePort, folder: makeFolder() }))
  const port = await findFreePort()
  const cache = `[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:${cachePort}\n`
  services.push(await start('proxy', port, PROXY + cache))

  async function start(kind: string, port: number, text: string): Promise<Service> {
    const config = join(folder, `${kind}.conf`)
    const common = [
      ['bind_ip', '127.0.0.1'],
      ['bind_port', port],
      ['workers', 0],
      ['swift_dir', folder],
      ['devices', join(folder, 'devices')],
      ['mount_check', false],
      ['user', execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()],
    ]
    writeFileSync(config, `[DEFAULT]\n${common.map((pair) => pair.join(' = ')).join('\n')}\n${text}`)
    const own = makeFolder()
    const program = findProgram(`swift-${kind}-server`, `swift-${kind}`)
    return startService(program, [config], { port, folder: own })
  }

  const place: BlobPlace = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'images',
    prefix: 'shop/',
    region: REGION,
    accessKeyId: 'test:tester',
    secretAccessKey: 'testing',
    proxy: null,
  }
  await makeBucket(place)
  return {
    place,
    async stop() {
      for (const service of services) await service.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const PROXY = `
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = ${REGION}
allow_multipart_uploads = false
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
`
