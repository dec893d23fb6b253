import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import schema from '../../validate.schema.json' with { type: 'json' };

// Each run compiles it as it is; whether it is a schema is asked here.
it('has a schema of validate.yaml that is one', () => {
  const ajv = new Ajv2020({ strict: false });
  expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
  expect(ajv.validateSchema({ ...schema, type: 'no type' })).toBe(false);
});
