export { connect, type Call, type Client, type ClientOptions } from './client.ts';
export { fail, type Failure, isFinal, type Result } from './failure.ts';
