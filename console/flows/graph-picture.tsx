import { Box, useTheme } from '@mui/material';
import { useId, useMemo } from 'react';
import { useTranslate } from 'react-admin';
import { keyed } from '../parts/keyed.ts';
import type { FlowGraph, FlowNode } from './flow-record.ts';
import { BOX, pictureOf, type Point } from './graph-layout.ts';

/** How many characters of normal width fit in a box. Wider text is clipped at its edge. */
const LETTERS = 22;

interface Props {
  graph: FlowGraph;
  /** The name of a node's component, if known. */
  nameOf(node: FlowNode): string | undefined;
}

/** The graph of a flow as boxes and arrows. The list of steps is its text alternative. */
export function GraphPicture({ graph, nameOf }: Props) {
  const picture = useMemo(() => pictureOf(graph), [graph]);
  const translate = useTranslate();
  const id = useId();
  const { palette, typography } = useTheme();
  const arrow = `arrow-${id.replaceAll(/\W/g, '')}`;
  const label = [
    translate('console.flows.picture', { smart_count: graph.nodes.length }),
    translate('console.flows.picture_arrows', { smart_count: graph.edges.length }),
  ].join(', ');
  return (
    <Box
      component="section"
      aria-label={label}
      tabIndex={0}
      sx={{ overflow: 'auto', maxHeight: '32rem', border: 1, borderColor: 'divider', borderRadius: 1 }}
    >
      <Box
        component="svg"
        role="img"
        aria-label={label}
        width={picture.width}
        height={picture.height}
        viewBox={`${picture.left} ${picture.top} ${picture.width} ${picture.height}`}
        fontFamily={typography.fontFamily}
        sx={{ display: 'block', mx: 'auto' }}
      >
        <defs>
          <marker
            id={arrow}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto-start-reverse"
          >
            <path d="M0 0 8 4 0 8Z" fill={palette.text.secondary} />
          </marker>
        </defs>
        {keyed(picture.arrows.map(lineThrough), (line) => line).map(({ key, item: line }) => (
          <path
            key={key}
            d={line}
            fill="none"
            stroke={palette.text.secondary}
            strokeWidth="1.5"
            markerEnd={`url(#${arrow})`}
          />
        ))}
        {graph.nodes.map((node, index) => (
          <NodeBox key={node.id} at={picture.boxes[index]!} node={node} name={nameOf(node)} />
        ))}
      </Box>
    </Box>
  );
}

function NodeBox({ at, node, name }: { at: Point; node: FlowNode; name: string | undefined }) {
  const { palette } = useTheme();
  const [first, second] = name === undefined ? [node.name ?? node.id, ''] : [name, node.name ?? node.id];
  return (
    <svg x={at.x - BOX.width / 2} y={at.y - BOX.height / 2} {...BOX}>
      <title>{second === '' ? first : `${first} (${second})`}</title>
      <rect
        x="1"
        y="1"
        width={BOX.width - 2}
        height={BOX.height - 2}
        rx="8"
        fill={palette.background.paper}
        stroke={palette.primary.main}
        strokeWidth="1.5"
      />
      <text
        x="50%"
        y={second === '' ? 33 : 25}
        textAnchor="middle"
        fontSize="14"
        fontWeight="600"
        fill={palette.text.primary}
      >
        {shortened(first)}
      </text>
      <text x="50%" y="43" textAnchor="middle" fontSize="12" fill={palette.text.secondary}>
        {shortened(second)}
      </text>
    </svg>
  );
}

/** Splits into user-perceived characters, including combining accents. */
const IN_LETTERS = new Intl.Segmenter();
const LONGEST_LETTER = 8;

function shortened(text: string): string {
  const letters = Array.from(
    IN_LETTERS.segment(text.slice(0, LONGEST_LETTER * LETTERS)),
    ({ segment }) => segment,
  );
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join('')}…` : letters.join('');
}

/** Rounds the bends: the points in between are control points of the curve. */
function lineThrough(points: readonly Point[]): string {
  const [first, ...others] = points;
  const last = others.pop();
  if (first === undefined || last === undefined) return '';
  const bends = others.map((point, index) => {
    const next = others[index + 1];
    const end = next === undefined ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  return [`M${first.x} ${first.y}`, ...(bends.length > 0 ? bends : [`L${last.x} ${last.y}`])].join('');
}
