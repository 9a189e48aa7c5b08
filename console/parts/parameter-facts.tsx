import { Typography } from '@mui/material';
import type { CatalogParameters } from '../../src/schema/types.ts';
import { Fact, Facts } from './facts.tsx';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

/** The parameters of a provider or sender preset. */
export function ParameterFacts({ parameters }: { parameters: CatalogParameters }) {
  return (
    <Facts>
      {Object.entries(parameters).map(([name, parameter]) => (
        <Fact key={name} name={name}>
          {parameter!.description}; {fill(texts.console.for_example, { example: parameter!.example })}
          <Typography variant="body2" component="code" sx={{ display: 'block', color: 'text.secondary' }}>
            {parameter!.pattern}
          </Typography>
        </Fact>
      ))}
    </Facts>
  );
}
