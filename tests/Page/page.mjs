// The page's own modules, as the endpoint serves them.
export const page = async name => import(new URL(`../../src/Penstock.Tool/Admin/wwwroot/${name}`, import.meta.url));
