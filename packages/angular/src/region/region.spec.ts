import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { BillingProblem } from '@purser/angular';
import type { Loaded, LoadState } from '@purser/angular';
import { RegionHarness } from '@purser/angular/testing';
import { Region, RegionEmpty, RegionLoading, RegionReady } from './region.ts';

@Component({
  template: `
    <purser-region
      [source]="source"
      [isEmpty]="source.value() === ''"
      [errorMessage]="{ key: 'pricing.could_not_load' }"
    >
      <ng-template purserRegionLoading><i>bones</i></ng-template>
      <ng-template purserRegionEmpty>nothing here</ng-template>
      <ng-template [purserRegionReady]="source" let-text>{{ text }}</ng-template>
    </purser-region>
  `,
  imports: [Region, RegionEmpty, RegionLoading, RegionReady],
})
class Page {
  readonly state = signal<LoadState>('loading');
  readonly isLoading = signal(true);
  readonly value = signal<string | undefined>(undefined);
  readonly problem = signal<BillingProblem | undefined>(undefined);
  reloads = 0;
  readonly source: Loaded<string> = { ...this, reload: () => void this.reloads++ };
}

async function givenPage() {
  const fixture = TestBed.createComponent(Page);
  await fixture.whenStable();
  const host: HTMLElement = fixture.nativeElement;
  const region = new RegionHarness(host.querySelector('purser-region') ?? host);
  return { page: fixture.componentInstance, region, settle: () => fixture.whenStable() };
}

describe('a region', () => {
  it('says that it is loading, and draws bones that a screen reader does not see', async () => {
    const { region } = await givenPage();
    expect(region.isLoading()).toBe(true);
    expect(region.text()).toBe('Loading…');
  });

  it('offers to try again when loading takes longer than ten seconds', async () => {
    vi.useFakeTimers();
    try {
      const fixture = TestBed.createComponent(Page);
      fixture.detectChanges();
      const region = new RegionHarness(fixture.nativeElement.querySelector('purser-region'));
      vi.advanceTimersByTime(9_900);
      fixture.detectChanges();
      expect(region.text()).not.toContain('Still loading');
      vi.advanceTimersByTime(200);
      fixture.detectChanges();
      expect(region.text()).toContain('Still loading');
      region.tryAgain();
      expect(fixture.componentInstance.reloads).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('names what failed, the way out and the request for support', async () => {
    const { page, region, settle } = await givenPage();
    page.problem.set(new BillingProblem('unavailable', { detail: 'Starting up.', status: 503, requestId: 'req_9' }));
    page.state.set('error');
    await settle();
    expect(region.text()).toContain('The plans could not be loaded');
    expect(region.text()).toContain('Starting up.');
    expect(region.requestId()).toBe('req_9');
    region.tryAgain();
    expect(page.reloads).toBe(1);
  });

  it('keeps what it has when it cannot be loaded again, and says so', async () => {
    const { page, region, settle } = await givenPage();
    page.value.set('three plans');
    page.state.set('stale');
    await settle();
    expect(region.text()).toContain('may be out of date');
    expect(region.text()).toContain('three plans');
  });

  it('shows its value, or what to say when there is none', async () => {
    const { page, region, settle } = await givenPage();
    page.value.set('three plans');
    page.state.set('ready');
    await settle();
    expect(region.isLoading()).toBe(false);
    expect(region.text()).toBe('three plans');
    page.value.set('');
    await settle();
    expect(region.text()).toBe('nothing here');
  });
});
