import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The names of the files have no hashes: the server tells browsers by tags when a file is another, and the committed build
// changes line by line instead of name by name.
export default defineConfig({
  plugins: [react()],
  base: '/explorer/',
  build: {
    outDir: '../dist/explorer',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    chunkSizeWarningLimit: 1000,
    rollupOptions: {
      output: {
        entryFileNames: 'explorer.js',
        chunkFileNames: '[name].js',
        assetFileNames: '[name][extname]',
      },
    },
  },
  worker: { format: 'es', rollupOptions: { output: { entryFileNames: '[name].js' } } },
  server: { proxy: { '/graphql': 'http://127.0.0.1:8080', '/load': 'http://127.0.0.1:8080', '/export': 'http://127.0.0.1:8080' } },
});
