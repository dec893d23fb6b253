export { fetchCertificate, reseal } from './controller.ts';
export { readCertificate, type Scope, seal } from './crypt.ts';
export { newDocument, sealedDocuments, withResource, withValues } from './document.ts';
export { readValues, readWanted } from './values.ts';
