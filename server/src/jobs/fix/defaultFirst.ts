import { bodyOf, isSystemVerilog, processesOf, writtenEnds } from '../../refactor/scene';
import type { FixRule } from './fixRule';

/** A latch goes when the process gives the signal a value before all its conditions. */
export const defaultFirst: FixRule = {
  name: 'defaultFirst',
  offers({ diagnostic, scene }) {
    const name = /^`([A-Za-z_]\w*)` is not assigned on every path|Latch inferred for signal '(?:\w+\.)*(\w+)'/.exec(diagnostic.message);
    const signal = name?.[1] ?? name?.[2];
    const { body, pre } = scene;
    if (signal === undefined || body === undefined || pre === undefined) return [];
    const placed = processesOf(body).find(({ process }) => process.start <= pre && pre <= process.end);
    const span = placed === undefined ? undefined : writtenEnds(scene, bodyOf(placed.process));
    if (span === undefined) return [];
    const value = `${signal} = ${isSystemVerilog(scene) ? "'0" : '0'};`;
    const text = scene.text.slice(span.start, span.end);
    const title = `Give ${signal} a default of 0 first`;
    const block = /^begin(?:\s*:\s*\w+)?/.exec(text)?.[0];
    if (block === undefined)
      return [{ title, edits: [{ start: span.start, end: span.end, text: `begin ${value} ${text} end` }], changes: true }];
    const at = span.start + block.length;
    const indent = /\n([ \t]*)\S/.exec(scene.text.slice(at))?.[1] ?? '  ';
    return [{ title, edits: [{ start: at, end: at, text: `\n${indent}${value}` }], changes: true }];
  },
};
