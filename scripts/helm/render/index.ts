import { createEngine } from '../engine.ts';
import type { Chart, RenderRequest, RenderResult } from '../types.ts';
import { renderWith, type RenderCaches } from './render.ts';
import type { Engine } from './engine.ts';

export interface Renderer {
  (chart: Chart, request: RenderRequest): RenderResult;
}

/** A renderer with caches of its own: templates and values schemas are parsed once for all releases that it renders. */
export function createRenderer(engine: Engine = createEngine(), caches: RenderCaches = { schemas: new Map() }): Renderer {
  return (chart, request) => renderWith(engine, chart, request, caches);
}
