// The default theme with the system's own fonts, so that nothing is fetched for them.
import DefaultTheme from "vitepress/theme-without-fonts";
import "./site.css";

export default DefaultTheme;
