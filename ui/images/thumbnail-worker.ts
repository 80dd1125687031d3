import type { Size } from '../../contract/model.ts'

/**
 * Scaling a picture of several megapixels holds up whatever thread it is done on, so a worker does it. Its source is
 * text, since the panel is one file and can't name another.
 */
const SOURCE = `onmessage=async({data:{id,bytes,width,height}})=>{let blob=null
try{const resize={resizeWidth:width,resizeHeight:height,resizeQuality:'medium'}
const bitmap=await createImageBitmap(new Blob([bytes]),resize)
const canvas=new OffscreenCanvas(width,height)
canvas.getContext('2d').drawImage(bitmap,0,0)
blob=await canvas.convertToBlob({type:'image/webp',quality:.8})}catch{}
postMessage({id,blob})}`

type Answer = { id: number; blob: Blob | null }

const waiting = new Map<number, (blob: Blob | null) => void>()
let worker: Worker | null = null
let lastId = 0

/** A WebP of `size`; null when the bytes can't be decoded, null or a rejection when the page may start no worker. */
export async function scaleInWorker(bytes: Uint8Array<ArrayBuffer>, size: Size): Promise<Blob | null> {
  worker ??= start()
  lastId += 1
  const id = lastId
  return new Promise((resolve) => {
    waiting.set(id, resolve)
    worker?.postMessage({ id, bytes, ...size })
  })
}

function start(): Worker {
  const started = new Worker(URL.createObjectURL(new Blob([SOURCE])))
  started.onmessage = ({ data: { id, blob } }: MessageEvent<Answer>) => {
    waiting.get(id)?.(blob)
    waiting.delete(id)
  }
  started.onerror = () => {
    for (const resolve of waiting.values()) resolve(null)
    waiting.clear()
    worker = null
  }
  return started
}
