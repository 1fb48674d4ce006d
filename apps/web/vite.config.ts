import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

/**
 * `vite build` writes the files that the API serves; `vite` serves them with hot reload and passes
 * API calls on to `VITE_API`.
 */
export default defineConfig(({ mode }) => {
  const api = loadEnv(mode, import.meta.dirname).VITE_API ?? 'http://localhost:8000';
  const passOn = { target: api, changeOrigin: true, headers: { origin: api } };
  return {
    plugins: [react(), tailwindcss()],
    build: { target: ['chrome123', 'firefox120', 'safari17.5'], assetsInlineLimit: 0 },
    server: {
      port: 5173,
      strictPort: true,
      proxy: { '/api': passOn, '/health': passOn },
    },
  };
});
