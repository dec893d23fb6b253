import { gunzipSync } from 'node:zlib';
import type { PageData } from '../report/html/data.ts';

/** What a page holds, as its script unpacks it. */
export function dataOf(page: string): PageData {
  const packed = /<script type="application\/gzip" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as PageData;
}
