import type { Case } from '../random.ts';
import { generators } from './generators.ts';
import { imagesAndReplicas } from './images.ts';
import { jsonPatches } from './jsonpatches.ts';
import { labels } from './labels.ts';
import { merges } from './merges.ts';
import { names } from './names.ts';
import { replacements } from './replacements.ts';
import { documents } from './documents.ts';
import { structure } from './structure.ts';
import { vars } from './vars.ts';

/** The cases written by hand, by part of a kustomization. */
export const cases: readonly Case[] = [...names, ...labels, ...imagesAndReplicas, ...merges, ...jsonPatches, ...generators, ...replacements, ...vars, ...structure, ...documents];
