/** A value as JSON can hold it; integers outside of Number's safe range are bigint, so that no digit is lost. */
export type Json = Scalar | Json[] | JsonObject;
export type Scalar = null | boolean | number | bigint | string;
/** Keys come from strangers: write them with `setKey` (lib/json.ts), which treats `__proto__` as any other key. */
export interface JsonObject {
  [key: string]: Json;
}

/** RFC 6901 JSON pointer into a manifest, such as `/spec/template/spec/containers/0/image`; '' is the whole object. */
export type Pointer = string;
