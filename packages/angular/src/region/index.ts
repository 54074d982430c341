export { Region, RegionEmpty, RegionLoading, RegionReady } from './region.ts';
export { ProblemNotice } from './problem-notice.ts';
