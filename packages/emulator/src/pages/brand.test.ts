import { expect, test } from 'vitest';
import { brandCss, brandStylesheet, checkoutBrand, plainBrand } from './brand.ts';

const branding = {
  background_color: '#0B1F3A',
  border_style: 'pill',
  button_color: '#FFD400',
  display_name: 'MMarkov',
  font_family: 'default',
  icon: null,
  logo: null,
};

test("a session's branding gives name, colours and corners", () => {
  const brand = checkoutBrand({ branding_settings: branding }, plainBrand('Shop'));
  expect(brand.name).toBe('MMarkov');
  expect(brandStylesheet(brand)).toBe('/_pages/brand.css?button=ffd400&background=0b1f3a&border=pill');
});

test('text on a brand colour is the one that can be read', () => {
  expect(brandCss({ button: 'ffd400' })).toContain('--on-accent: #12131a;');
  expect(brandCss({ button: '3b36b8' })).toContain('--on-accent: #ffffff;');
});

test('nothing but a colour gets into the style sheet', () => {
  expect(brandCss({ button: 'fff;} body { display: none', background: 'red' })).not.toMatch(/accent|summary|body/);
});

test('without branding the pages keep their own look', () => {
  expect(brandStylesheet(checkoutBrand({}, plainBrand('Shop')))).toBeNull();
});
