import type { Simulation } from '../../simulation.ts';
import { answerOne } from '../query.ts';
import { noContent } from '../route.ts';
import type { GraphRoute } from '../route.ts';

const path = '/deviceManagement/windowsAutopilotSettings';

export function autopilotSettingsRoutes(simulation: Simulation): GraphRoute[] {
  return [
    {
      operation: 'autopilotSettings.get',
      method: 'GET',
      path,
      family: 'intune',
      handle: (request) => answerOne(request, simulation.autopilotSync.render()),
    },
    {
      operation: 'autopilotSettings.sync',
      method: 'POST',
      path: `${path}/sync`,
      family: 'intune',
      handle: () => {
        simulation.autopilotSync.start();
        return noContent;
      },
    },
  ];
}
